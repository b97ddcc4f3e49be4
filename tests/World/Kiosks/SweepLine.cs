using Wattline.Firmware.Ports;
using Wattline.Simulators.Kiosks;

namespace Wattline.Tests.World.Kiosks;

/// <summary>A serial line whose bytes arrive one by one at true wire time, so that the power can fail at each of them.</summary>
internal sealed class SweepLine(IReadOnlyList<ICashAcceptor> devices, bool echoes) : ISerialLine
{
    private const long ByteMicros = 1_042;

    private readonly PriorityQueue<(ICashAcceptor? From, byte Value), (long At, int Order)> _wire = new();
    private readonly Queue<byte> _received = new();
    private int _order;
    private long _hostUntil;

    /// <summary>Bytes that arrived anywhere.</summary>
    public int Bytes { get; private set; }

    /// <summary>Microseconds now.</summary>
    public long Now { get; set; }

    public long NextMicros => _wire.TryPeek(out _, out var next) ? next.At : long.MaxValue;

    public void Configure(int baud, int parity, int stopBits) => _received.Clear();

    public void Write(byte[] buffer, int offset, int count)
    {
        var at = Math.Max(Now, _hostUntil);
        for (var i = 0; i < count; i++)
            _wire.Enqueue((null, buffer[offset + i]), (at += ByteMicros, _order++));
        _hostUntil = at;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _received.Count);
        for (var i = 0; i < taken; i++)
            buffer[offset + i] = _received.Dequeue();
        return taken;
    }

    /// <summary>The next byte arrives.</summary>
    public void Deliver()
    {
        _wire.TryDequeue(out var one, out var at);
        Now = Math.Max(Now, at.At);
        Bytes++;
        if (one.From is not null)
        {
            _received.Enqueue(one.Value);
        }
        else if (echoes)
        {
            _received.Enqueue(one.Value);
        }
        foreach (var device in devices)
        {
            if (device == one.From || device.Hear([one.Value], Now) is not { } answer)
                continue;
            var start = Now + answer.DelayMicros;
            foreach (var value in answer.Bytes.Span)
                _wire.Enqueue((device, value), (start += ByteMicros, _order++));
        }
    }

    /// <summary>Who has no power sends nothing any more.</summary>
    public void Silence(bool host, bool deviceToo)
    {
        var left = _wire.UnorderedItems.Where(item => item.Element.From is null ? !host : !deviceToo).ToList();
        _wire.Clear();
        foreach (var (element, priority) in left)
            _wire.Enqueue(element, priority);
        if (host)
        {
            _received.Clear();
            _hostUntil = 0;
        }
    }
}
