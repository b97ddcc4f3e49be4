using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

/// <summary>A line whose other end is a script: each request may bring bytes, at wire time and after the meter's delay.</summary>
internal sealed class ScriptedLine(Func<long> now) : ISerialLine
{
    private readonly Queue<(double At, byte Value)> _onWire = new();

    private int _baud = 2400;

    /// <summary>Called with each request (from its 68H on): hexadecimal of what comes back, or null.</summary>
    public Func<byte[], string?> Answer { get; set; } = _ => null;

    /// <summary>The meters' response delay, milliseconds.</summary>
    public double Delay { get; set; } = 20;

    /// <summary>Every request, as it was written.</summary>
    public List<byte[]> Requests { get; } = [];

    public long NextByteAt => _onWire.Count == 0 ? long.MaxValue : (long)Math.Ceiling(_onWire.Last().At);

    public void Configure(int baud, int parity, int stopBits)
    {
        Assert(parity == 2 && stopBits == 1);
        _baud = baud;
        _onWire.Clear();
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        byte[] request = buffer[(offset + 4)..(offset + count)];
        Requests.Add(request);
        if (Answer(request) is { } hex)
            Deliver(hex, now() + WireMilliseconds(count) + Delay);
    }

    /// <summary>Puts bytes on the wire that nobody asked for.</summary>
    public void Deliver(string hex, double from)
    {
        var bytes = Convert.FromHexString(hex);
        for (var i = 0; i < bytes.Length; i++)
            _onWire.Enqueue((from + WireMilliseconds(i + 1), bytes[i]));
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var read = 0;
        while (read < count && _onWire.Count > 0 && _onWire.Peek().At <= now())
            buffer[offset + read++] = _onWire.Dequeue().Value;
        return read;
    }

    public double WireMilliseconds(int characters) => characters * 11 * 1000.0 / _baud;

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
