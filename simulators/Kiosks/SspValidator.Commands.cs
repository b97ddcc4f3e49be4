using System.Buffers.Binary;
using System.Text;
using Wattline.Simulators.Kiosks.Ssp;

namespace Wattline.Simulators.Kiosks;

public sealed partial class SspValidator
{
    private int _acceptedChannels;
    private bool _isEnabled;
    private byte _lastReject;
    private long _lastPollMicros = long.MinValue / 2;

    private long Stacked { get; set; }

    private long RejectedCount { get; set; }

    // Parameters of each command; what is absent is unknown.
    private static int? ParametersOf(byte command) => command switch
    {
        SspCode.SetInhibits => 2,
        SspCode.HostProtocolVersion => 1,
        SspCode.Reset or SspCode.SetupRequest or SspCode.Poll or SspCode.Reject or SspCode.Disable or SspCode.Enable
            or SspCode.GetSerial or SspCode.Sync or SspCode.LastReject or SspCode.Hold or SspCode.PollWithAck
            or SspCode.EventAck or SspCode.GetCounters or SspCode.ResetCounters => 0,
        _ => null,
    };

    private byte[] Obey(ReadOnlySpan<byte> command)
    {
        if (ParametersOf(command[0]) is not { } count)
            return [SspCode.UnknownCommand];
        if (command.Length != 1 + count)
            return [SspCode.WrongParameterCount];
        switch (command[0])
        {
            case SspCode.Reset:
                Restart();
                break;
            case SspCode.SetInhibits:
                _acceptedChannels = BinaryPrimitives.ReadUInt16LittleEndian(command[1..]);
                break;
            case SspCode.HostProtocolVersion when command[1] > KioskLimits.ProtocolVersionMax:
                return [SspCode.Fail];
            case SspCode.Disable:
                _isEnabled = false;
                break;
            case SspCode.Enable:
                _isEnabled = true;
                break;
            case SspCode.SetupRequest:
                return Setup();
            case SspCode.GetSerial:
                return [SspCode.Ok, .. BigEndian(_settings.Serial)];
            case SspCode.LastReject:
                return [SspCode.Ok, _lastReject];
            case SspCode.Poll:
                return Polled(withAck: false);
            case SspCode.PollWithAck:
                return Polled(withAck: true);
            case SspCode.Reject when _stage == Stage.Escrow:
                Return(RejectedByHost);
                break;
            case SspCode.Hold when _stage == Stage.Escrow:
                _lastPollMicros = _now;
                break;
            case SspCode.EventAck when _unacknowledged.Count > 0 && _unacknowledgedTold:
                _unacknowledged.Dequeue();
                _unacknowledgedTold = false;
                break;
            case SspCode.Reject or SspCode.Hold or SspCode.EventAck:
                return [SspCode.CannotProcess];
            case SspCode.GetCounters:
                return [SspCode.Ok, 5, .. Counters()];
            case SspCode.ResetCounters:
                (Stacked, RejectedCount) = (0, 0);
                break;
            default:
                break;
        }
        return [SspCode.Ok];
    }

    // SETUP_REQUEST: unit type, firmware, country, multiplier, channels with values and security, real multiplier,
    // protocol version, then countries and values once more in the wide form of protocol 6 and later.
    private byte[] Setup()
    {
        var reply = new List<byte> { SspCode.Ok, 0x00 };
        reply.AddRange(Encoding.ASCII.GetBytes("0100" + _settings.Currency));
        reply.AddRange([0, 0, 1, (byte)_settings.Channels.Count]);
        reply.AddRange(_settings.Channels.Select(value => (byte)value));
        reply.AddRange(_settings.Channels.Select(_ => (byte)2));
        reply.AddRange([0, 0, 100, KioskLimits.ProtocolVersionMax]);
        foreach (var _ in _settings.Channels)
            reply.AddRange(Encoding.ASCII.GetBytes(_settings.Currency));
        foreach (var value in _settings.Channels)
            reply.AddRange([(byte)value, 0, 0, 0]);
        return [.. reply];
    }

    // Stacked, stored, dispensed, transferred, rejected.
    private byte[] Counters()
    {
        var counters = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(counters, (uint)Stacked);
        BinaryPrimitives.WriteUInt32LittleEndian(counters.AsSpan(16), (uint)RejectedCount);
        return counters;
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
