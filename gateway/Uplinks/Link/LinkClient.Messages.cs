using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>What the cloud says.</summary>
public sealed partial class LinkClient
{
    private string? _held;
    private LinkRegistry? _incoming;
    private readonly ArrayBufferWriter<byte> _packed = new();

    /// <summary>The tag of a registry's bytes.</summary>
    public static string TagOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));

    /// <summary>A piece of the registry that was announced came.</summary>
    public void ReceivePiece(ReadOnlySpan<byte> piece, long now)
    {
        if (End != LinkEnd.None) return;
        Heard(now);
        if (_incoming is not { } announced || _packed.WrittenCount + piece.Length > announced.PackedBytes)
        {
            Stop(LinkEnd.Unexpected);
            return;
        }
        _packed.Write(piece);
        if (_packed.WrittenCount < announced.PackedBytes) return;
        _incoming = null;
        if (TryUnpack(announced, out var json)) Use(announced.Tag, json);
        else Fail("it is not what was announced");
        _packed.ResetWrittenCount();
    }

    private void Take(LinkMessage message)
    {
        switch (message)
        {
            case LinkBeat beat:
                IsCurrent = beat.Registry is not null && beat.Registry == _held;
                if (IsCurrent) _parts.Registry.Confirm();
                break;
            case LinkRegistry announced:
                if (_incoming is not null) Stop(LinkEnd.Unexpected);
                _incoming = announced;
                _packed.ResetWrittenCount();
                break;
            case LinkReplays replays:
                (_replays, _replayedAt) = (replays.Open, _heardAt - ReplayMs);
                break;
            case LinkMarks marks:
                foreach (var mark in marks.Marks) Mark(mark);
                break;
            case LinkCommand command:
                _parts.Outbox.Take(command);
                break;
            case LinkWithdrawn withdrawn:
                _parts.Withdrawn?.Invoke(withdrawn);
                break;
            case LinkNoted noted:
                _parts.Outbox.Noted(noted.Outcomes);
                foreach (var number in noted.Results) _parts.Results.Noted(number);
                break;
        }
    }

    /// <summary>For who is there: to one that is not they are told when it comes.</summary>
    private void Mark(HighWater mark)
    {
        var concentrator = ConcentratorId.Parse(mark.Concentrator);
        if (!_present.ContainsKey(concentrator) || !Epoch.TryParse(mark.Epoch.AsSpan(), out var epoch)) return;
        _parts.Down.Publish(Topics.Commands(concentrator), DownMessages.MarksCommand(epoch, mark.Money, mark.Events, mark.Readings), qos: 1, retain: false);
    }

    private bool TryUnpack(LinkRegistry announced, out byte[] json)
    {
        json = new byte[announced.Bytes];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(_packed.WrittenSpan.ToArray()), CompressionMode.Decompress);
            return gzip.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) == json.Length && gzip.ReadByte() < 0 && TagOf(json) == announced.Tag;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private void Use(string tag, byte[] json)
    {
        if (!RegistryMapper.TryRead(json, out var state, out var faults))
        {
            Fail(string.Join("; ", faults));
            return;
        }
        _parts.Keep(json);
        _parts.Registry.Replace(state);
        _parts.Registry.Confirm();
        (_held, IsCurrent) = (tag, true);
        Send(new LinkBeat(tag));
        if (faults.Count > 0) Fail(string.Join("; ", faults));
    }

    /// <summary>What was before stays in use, and both sides are told.</summary>
    private void Fail(string reason)
    {
        _parts.Faulty?.Invoke(reason);
        Send(new LinkFault(reason.Length <= LinkLimits.TextCharsMax ? reason : reason[..LinkLimits.TextCharsMax]));
    }
}
