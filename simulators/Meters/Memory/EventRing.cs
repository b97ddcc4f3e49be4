namespace Wattline.Simulators.Meters.Memory;

/// <summary>The records of one event: how often in all, how long in all, and the last ten.</summary>
internal sealed class EventRing
{
    /// <summary>Times since the meter was made, or its events were cleared.</summary>
    public long Count { get; private set; }

    /// <summary>Minutes in all.</summary>
    public long Minutes { get; private set; }

    /// <summary>As sent.</summary>
    public Ring<byte[]> Records { get; } = new(MeterLimits.EventsKept);

    public void Add(byte[] record, long minutes)
    {
        Count++;
        Minutes += minutes;
        Records.Add(record);
    }

    public void Clear()
    {
        (Count, Minutes) = (0, 0);
        Records.Clear();
    }
}
