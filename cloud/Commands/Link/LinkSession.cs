using System.IO.Compression;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Link;

/// <summary>
/// The cloud's side of one link: takes what a gateway says, and gives what is to be sent. What it gives a gateway is what the gateway has
/// not: the registry when its tag is another, commands above the number that the gateway has on disk. Stepped; one thread at a time.
/// </summary>
/// <param name="gateway">Who is at the other end, as its certificate or its token says.</param>
/// <param name="queue">The commands.</param>
/// <param name="claims">Who holds whom.</param>
/// <param name="source">What there is to tell.</param>
/// <param name="wall">Dates evidence.</param>
public sealed partial class LinkSession(string gateway, CommandQueue queue, ClaimBook claims, ILinkSource source, TimeProvider wall)
{
    private readonly Queue<byte[]> _outgoing = new();
    private readonly HashSet<string> _here = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _elsewhere = new Dictionary<string, string>();
    private long _outgoingBytes;
    private byte[] _packed = [];
    private int _packedSent;
    private long _started = -1;
    private long _heardAt;
    private long _sentAt;

    /// <summary>Who is at the other end.</summary>
    public string Gateway { get; } = gateway;

    /// <summary>Its group; null until it has greeted.</summary>
    public string? Group { get; private set; }

    /// <summary>The tag of the registry that it has in use, as it says.</summary>
    public string? RegistryHeld { get; private set; }

    /// <summary>What it could not use, as it said last.</summary>
    public string? Fault { get; private set; }

    /// <summary>What was wrong with its last message.</summary>
    public ContractFault? Wrong { get; private set; }

    /// <summary>Concentrators that are connected to it.</summary>
    public int Here => _here.Count;

    /// <summary>Why the link is to end; <see cref="LinkEnd.None"/> while it goes on.</summary>
    public LinkEnd End { get; private set; }

    /// <summary>Some bytes came, of whatever: the other side lives.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Heard(long now) => _heardAt = now;

    /// <summary>A text message came.</summary>
    public void Receive(ReadOnlySpan<byte> text, long now)
    {
        if (End != LinkEnd.None) return;
        Heard(now);
        if (!LinkJson.TryRead(text, out var message, out var wrong))
        {
            Wrong = wrong;
            Stop(LinkEnd.Malformed);
        }
        else if (message is not ILinkUp || (message is LinkHello) != (Group is null))
        {
            Stop(LinkEnd.Unexpected);
        }
        else
        {
            Take(message, now);
        }
    }

    /// <summary>Ends it.</summary>
    public void Stop(LinkEnd end)
    {
        if (End == LinkEnd.None) End = end;
    }

    /// <summary>Does what time brings.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Step(long now)
    {
        if (_started < 0) _started = _heardAt = _sentAt = now;
        if (End != LinkEnd.None) return;
        if (now - _heardAt >= LinkLimits.SilenceMs) Stop(LinkEnd.Silent);
        else if (Group is null && now - _started >= LinkLimits.HelloMs) Stop(LinkEnd.NoHello);
        else if (Group is not null) Look(now);
        if (Group is not null && now - _sentAt >= LinkLimits.BeatMs && End == LinkEnd.None)
        {
            _sentAt = now;
            // A registry that is on its way does not hold there yet.
            Send(new LinkBeat(_packedSent == _packed.Length ? _tag : null));
        }
    }

    /// <summary>Gives the next message to send.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="text">True for JSON; false for a piece of the registry.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake(out ReadOnlyMemory<byte> bytes, out bool text)
    {
        text = true;
        if (_outgoing.TryDequeue(out var message))
        {
            _outgoingBytes -= message.Length;
            bytes = message;
            return true;
        }
        text = false;
        var piece = Math.Min(_packed.Length - _packedSent, LinkLimits.PieceBytes);
        bytes = _packed.AsMemory(_packedSent, piece);
        _packedSent += piece;
        if (piece > 0 && _packedSent == _packed.Length) (_packed, _packedSent) = ([], 0);
        return piece > 0;
    }

    private void Send(LinkMessage message)
    {
        var bytes = LinkJson.Write(message);
        _outgoing.Enqueue(bytes);
        _outgoingBytes += bytes.Length;
        if (_outgoing.Count > LinkLimits.QueueMax || _outgoingBytes > LinkLimits.QueueBytesMax) Stop(LinkEnd.NotReading);
    }

    private static byte[] Pack(ReadOnlyMemory<byte> json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(json.Span);
        return packed.ToArray();
    }
}
