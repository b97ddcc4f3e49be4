namespace Wattline.Cloud.Metering.Processing;

/// <summary>What was told of meters: ingestion's readings, as this room needs them.</summary>
public interface IReadingSource
{
    /// <summary>Hands out current readings of meters, in no order.</summary>
    /// <param name="meters">Which meters.</param>
    /// <param name="from">First slot, Unix seconds.</param>
    /// <param name="to">Last slot.</param>
    /// <param name="each">Takes a reading.</param>
    void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldReading> each);

    /// <summary>The nearest slot before a moment at which a meter's register or freeze had a value, not before <paramref name="limit"/>; null: none.</summary>
    long? SlotBefore(string meter, long moment, long limit);

    /// <summary>The nearest slot after a moment at which a meter's register or freeze had a value, not after <paramref name="limit"/>; null: none.</summary>
    long? SlotAfter(string meter, long moment, long limit);
}
