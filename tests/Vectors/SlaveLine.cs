using Wattline.Firmware.Meters;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Meters;

namespace Wattline.Tests.Vectors;

/// <summary>A line at true wire time with a slave at its other end, or a script; time goes on as the master asks for it.</summary>
internal sealed class SlaveLine(Func<byte[], long, MeterAnswer?> slave, int baud = 2400, int bits = 11) : ISerialLine
{
    private const long GuardMilliseconds = 3_600_000;
    private readonly Queue<(double At, byte Value)> _onWire = new();
    private double _freeAt;

    public SlaveLine(ILineSlave slave, int baud = 2400, int bits = 11)
        : this((bytes, micros) => slave.Hear(bytes, micros), baud, bits)
    {
    }

    /// <summary>Milliseconds since the start.</summary>
    public long Now { get; private set; }

    /// <summary>What the master sent, and when.</summary>
    public List<(long At, byte[] Bytes)> Sent { get; } = [];

    /// <summary>When the last byte of the last answer was there.</summary>
    public double AnsweredAt { get; private set; }

    /// <summary>Changes what comes back: noise before, bytes behind, bits turned.</summary>
    public Func<byte[], byte[]> Spoil { get; set; } = bytes => bytes;

    /// <summary>True when the line gives our own words back.</summary>
    public bool Echo { get; set; }

    /// <summary>What has arrived is discarded; what is on its way comes.</summary>
    public void Configure(int baud, int parity, int stopBits)
    {
        while (_onWire.Count > 0 && _onWire.Peek().At <= Now)
            _onWire.Dequeue();
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        byte[] bytes = buffer[offset..(offset + count)];
        Sent.Add((Now, bytes));
        double end = Now + Wire(count);
        if (Echo) Put(bytes, Now);
        if (slave(bytes, (long)(end * 1000)) is { } answer)
            Put(Spoil(answer.Bytes.ToArray()), end + (answer.DelayMicros / 1000.0));
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int read = 0;
        while (read < count && _onWire.Count > 0 && _onWire.Peek().At <= Now)
            buffer[offset + read++] = _onWire.Dequeue().Value;
        return read;
    }

    /// <summary>Puts bytes on the wire that nobody asked for.</summary>
    public void Put(byte[] bytes, double from)
    {
        _freeAt = Math.Max(from, _freeAt);
        foreach (byte value in bytes)
            _onWire.Enqueue((_freeAt += Wire(1), value));
        AnsweredAt = _freeAt;
    }

    /// <summary>Steps until there is an outcome.</summary>
    public int Finish(LineExchange master)
    {
        while (master.Busy)
        {
            Xunit.Assert.True(Now < GuardMilliseconds, "the exchange does not end");
            Xunit.Assert.True(master.NextWake < long.MaxValue, "busy, and waits for nothing");
            Now = Math.Max(Now + 1, Math.Min(master.NextWake, _onWire.Count == 0 ? long.MaxValue : (long)Math.Ceiling(_onWire.Peek().At)));
            master.Step(Now);
        }

        return master.Outcome;
    }

    /// <summary>Steps until a read of a plan is over.</summary>
    public int Finish(IMeterMaster master)
    {
        while (master.Busy)
        {
            Xunit.Assert.True(Now < GuardMilliseconds, "the read does not end");
            Xunit.Assert.True(master.NextWake < long.MaxValue, "busy, and waits for nothing");
            Now = Math.Max(Now + 1, Math.Min(master.NextWake, _onWire.Count == 0 ? long.MaxValue : (long)Math.Ceiling(_onWire.Peek().At)));
            master.Step(Now);
        }

        return master.Outcome;
    }

    /// <summary>Lets time pass.</summary>
    public void Wait(long milliseconds) => Now += milliseconds;

    private double Wire(int characters) => characters * bits * 1000.0 / baud;
}
