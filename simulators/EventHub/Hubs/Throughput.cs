namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>What a number of throughput units carries: a bucket that holds a second of it.</summary>
internal sealed class Throughput(int units)
{
    private const double EventsPerUnit = 1_000;
    private const double BytesInPerUnit = 1 << 20;
    private const double BytesOutPerUnit = 2 << 20;

    private double _events = units * EventsPerUnit;
    private double _bytesIn = units * BytesInPerUnit;
    private double _bytesOut = units * BytesOutPerUnit;
    private long _filledAt = long.MinValue;

    /// <summary>Whether there is a limit at all.</summary>
    public bool IsLimited => units > 0;

    /// <summary>Takes a publication; false when the units do not carry it now.</summary>
    public bool TryIn(int events, long bytes, long now)
    {
        if (!IsLimited)
        {
            return true;
        }
        Fill(now);
        // One publication may be larger than the bucket; it then waits for a full one and leaves a debt.
        if (_events < Math.Min(events, units * EventsPerUnit) || _bytesIn < Math.Min(bytes, units * BytesInPerUnit))
        {
            return false;
        }
        _events -= events;
        _bytesIn -= bytes;
        return true;
    }

    /// <summary>Whether readers may be given something now.</summary>
    public bool MayOut(long now)
    {
        if (!IsLimited)
        {
            return true;
        }
        Fill(now);
        return _bytesOut > 0;
    }

    /// <summary>Counts what a reader was given.</summary>
    public void Out(long bytes) => _bytesOut -= bytes;

    private void Fill(long now)
    {
        double seconds = _filledAt == long.MinValue ? 0 : (now - _filledAt) / 1_000.0;
        _filledAt = now;
        _events = Math.Min(_events + (seconds * units * EventsPerUnit), units * EventsPerUnit);
        _bytesIn = Math.Min(_bytesIn + (seconds * units * BytesInPerUnit), units * BytesInPerUnit);
        _bytesOut = Math.Min(_bytesOut + (seconds * units * BytesOutPerUnit), units * BytesOutPerUnit);
    }
}
