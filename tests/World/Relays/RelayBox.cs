using System.Globalization;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>
/// A meter with a relay, its button and its temper, written from the standard for the oracle: what it did, and when, is the truth that
/// everybody else is judged by.
/// </summary>
internal sealed class RelayBox
{
    private static readonly TimeSpan _zone = TimeSpan.FromHours(8);

    private readonly VirtualClock _clock;
    private readonly LinePort _port;
    private readonly byte[] _address;
    private readonly byte[] _password;
    private readonly long _delayMicros;
    private readonly bool _onlyAllows;
    private readonly bool _silentlyKeeps;
    private int _order;

    public RelayBox(VirtualClock clock, Rs485Line line, string address, byte[] password, Random random)
    {
        (_clock, Address, _password) = (clock, address, password);
        _address = Convert.FromHexString(address);
        Array.Reverse(_address);
        _delayMicros = random.Next(3) == 0 ? random.Next(5, 40) * 1_000_000L : 0;
        _onlyAllows = random.Next(4) == 0;
        _silentlyKeeps = random.Next(2) == 0;
        _port = line.Attach(address, SerialSetting.Dlt645 with { Baud = 9600 }, Hear);
    }

    public string Address { get; }

    public bool IsDead { get; set; }

    public long AnswerDelayMicros { get; set; } = 20_000;

    public bool IsOpen { get; private set; }

    public bool IsTripped { get; private set; }

    public bool KeepsPower { get; private set; }

    /// <summary>Every order that it obeyed: when, and N1.</summary>
    public List<(long AtMicros, byte Order)> Obeyed { get; } = [];

    /// <summary>Every state from a moment on: open, order to be open, power kept.</summary>
    public List<(long AtMicros, bool IsOpen, bool IsTripped, bool KeepsPower)> History { get; } = [(0, false, false, false)];

    /// <summary>The customer presses the button.</summary>
    public void PressButton()
    {
        if (IsOpen && !IsTripped) Set(false, false, KeepsPower);
    }

    /// <summary>Whether something was so at some moment of a time.</summary>
    public bool Was(long fromMicros, long untilMicros, Func<(long AtMicros, bool IsOpen, bool IsTripped, bool KeepsPower), bool> what)
    {
        for (var i = 0; i < History.Count; i++)
        {
            var end = i + 1 < History.Count ? History[i + 1].AtMicros : long.MaxValue;
            if (History[i].AtMicros <= untilMicros && end >= fromMicros && what(History[i])) return true;
        }
        return false;
    }

    private void Set(bool isOpen, bool isTripped, bool keeps)
    {
        (IsOpen, IsTripped, KeepsPower) = (isOpen, isTripped, keeps);
        History.Add((_clock.NowMicros, isOpen, isTripped, keeps));
    }

    private void Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        if (IsDead) return;
        for (var at = 0; at + 12 <= bytes.Length; at++)
        {
            if (bytes[at] != 0x68 || bytes[at + 7] != 0x68) continue;
            var length = bytes[at + 9];
            if (at + 12 + length > bytes.Length || bytes[at + 11 + length] != 0x16) continue;
            var sum = 0;
            foreach (var part in bytes.Slice(at, 10 + length)) sum += part;
            if ((byte)sum != bytes[at + 10 + length] || !bytes.Slice(at + 1, 6).SequenceEqual(_address) || bytes[at + 8] >= 0x80) continue;
            var data = bytes.Slice(at + 10, length).ToArray();
            for (var i = 0; i < data.Length; i++) data[i] -= 0x33;
            var (control, answer) = Handle(bytes[at + 8], data);
            Send(control, answer);
            return;
        }
    }

    private (byte Control, byte[] Data) Handle(byte control, byte[] data) => control switch
    {
        0x11 when data.Length >= 4 && Read(BitConverter.ToUInt32(data)) is { } value => (0x91, [.. data[..4], .. value]),
        0x11 => (0xD1, [0x02]),
        0x1C when data.Length == 16 => Relay(data),
        _ => ((byte)(control | 0xC0), [0x01]),
    };

    private byte[]? Read(uint identifier) => identifier switch
    {
        0x04000503 => BitConverter.GetBytes((ushort)((IsOpen ? 0x10 : 0) | (IsTripped ? 0x40 : 0) | (KeepsPower ? 0x1000 : 0))),
        0x0202FF00 => [.. IsOpen ? (byte[])[0, 0, 0] : [0x50, 0x03, 0x00], 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        0x0201FF00 => [.. IsOpen ? (byte[])[0, 0] : [0x01, 0x22], 0xFF, 0xFF, 0xFF, 0xFF],
        0x00010000 => [0x78, 0x56, 0x34, 0x12],
        _ => null,
    };

    private (byte, byte[]) Relay(byte[] data)
    {
        if (!data.AsSpan(0, 4).SequenceEqual(_password)) return (0xDC, [0x04]);
        var digits = Convert.ToHexString([data[15], data[14], data[13], data[12], data[11], data[10]]);
        if (!DateTime.TryParseExact(digits, "yyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)) return (0xDC, [0x01]);
        var shown = VirtualClock.Start.UtcDateTime.AddMicroseconds(_clock.NowMicros) + _zone;
        if (until < shown) return (0xDC, [0x01]);
        var order = data[8];
        if (order == 0x1A && KeepsPower) return _silentlyKeeps ? (0x9C, []) : (0xDC, [0x01]);
        Obeyed.Add((_clock.NowMicros, order));
        var generation = ++_order;
        switch (order)
        {
            case 0x1A:
                Set(IsOpen || _delayMicros == 0, true, false);
                if (!IsOpen) _clock.After(_delayMicros, () =>
                {
                    if (generation == _order && IsTripped && !KeepsPower) Set(true, true, false);
                });
                break;
            case 0x1B:
                Set(IsOpen, false, KeepsPower);
                break;
            case 0x1C:
                Set(IsOpen && _onlyAllows, false, KeepsPower);
                break;
            case 0x3A:
                Set(IsOpen, IsTripped && IsOpen, true);
                break;
            case 0x3B:
                Set(IsOpen, IsTripped, false);
                break;
        }
        return (0x9C, []);
    }

    private void Send(byte control, byte[] data)
    {
        byte[] frame = [0xFE, 0xFE, 0x68, .. _address, 0x68, control, (byte)data.Length, .. data.Select(static part => (byte)(part + 0x33))];
        var sum = 0;
        foreach (var part in frame[2..]) sum += part;
        _port.SendAfter(AnswerDelayMicros, [.. frame, (byte)sum, 0x16]);
    }
}
