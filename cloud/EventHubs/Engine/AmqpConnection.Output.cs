using System.Buffers;
using Wattline.Cloud.EventHubs.Frames;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Engine;

/// <content>What leaves.</content>
public sealed partial class AmqpConnection
{
    /// <summary>A performative of ordinary size; a larger one is written again with more room.</summary>
    private const int OrdinaryFrameBytes = 512;

    internal delegate void Performative(ref AmqpWriter writer);

    /// <summary>Writes a frame that has a performative and nothing else.</summary>
    /// <returns>False when it is larger than the peer's frames may be; nothing was written then.</returns>
    internal bool Send(ushort channel, Performative performative) => SendFrame(Frame.AmqpType, channel, performative);

    /// <summary>Writes a transfer and a part of its message.</summary>
    internal void SendTransfer(ushort channel, in Transfer transfer, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var at = _transport.GetSpan(OrdinaryFrameBytes);
        var writer = new AmqpWriter(at[Frame.HeaderBytes..]);
        transfer.Write(ref writer);
        int length = Frame.HeaderBytes + writer.Position;
        Frame.Begin(at, Frame.AmqpType, channel);
        Frame.Complete(at, length + head.Length + body.Length);
        _transport.Advance(length);
        _transport.Write(head);
        _transport.Write(body);
        _lastSent = _now;
    }

    internal void SendEnding(ushort channel, ulong descriptor, AmqpError? error) =>
        Send(channel, (ref AmqpWriter writer) => Ending.Write(ref writer, descriptor, error));

    private void SendOpen()
    {
        var open = new Open
        {
            ContainerId = _settings.ContainerId,
            Hostname = _settings.Hostname,
            MaxFrameSize = (uint)Limits.FrameBytesMax,
            ChannelMax = Limits.ChannelMax,
            // 2.4.5: half of what we really wait for.
            IdleTimeOut = (uint)(Limits.IdleTimeOut.TotalMilliseconds / 2),
        };
        Send(0, open.Write);
    }

    private void SendSasl(Performative performative) => SendFrame(Frame.SaslType, 0, performative);

    private void Heartbeat()
    {
        var at = _transport.GetSpan(Frame.HeaderBytes);
        Frame.Begin(at, Frame.AmqpType, 0);
        Frame.Complete(at, Frame.HeaderBytes);
        _transport.Advance(Frame.HeaderBytes);
        _lastSent = _now;
    }

    private bool SendFrame(byte type, ushort channel, Performative performative)
    {
        int bytesMax = Remote is null ? AmqpLimits.FrameBytesBeforeOpenMax : PeerFrameBytesMax;
        for (int room = OrdinaryFrameBytes; ; room = Math.Min(room * 4, bytesMax))
        {
            var at = _transport.GetSpan(room)[..Math.Min(room, bytesMax)];
            var writer = new AmqpWriter(at[Frame.HeaderBytes..]);
            performative(ref writer);
            if (!writer.Overflow)
            {
                Frame.Begin(at, type, channel);
                Frame.Complete(at, Frame.HeaderBytes + writer.Position);
                _transport.Advance(Frame.HeaderBytes + writer.Position);
                _lastSent = _now;
                return true;
            }
            if (room >= bytesMax)
            {
                return false;
            }
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _transport.Write(bytes);
        _lastSent = _now;
    }
}
