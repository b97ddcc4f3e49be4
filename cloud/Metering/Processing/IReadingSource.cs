using Wattline.Gateway.Domain;

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

    /// <summary>Hands out stretches of slots that are explained at one go and touch a time, of all meters.</summary>
    /// <param name="from">First slot, Unix seconds.</param>
    /// <param name="to">Last slot.</param>
    /// <param name="each">Takes one.</param>
    void StreamGaps(long from, long to, Action<ToldGap> each);

    /// <summary>The nearest slot before a moment at which a register of a meter, or its freeze, had a value, not before <paramref name="limit"/>; null: none.</summary>
    long? SlotBefore(string meter, Obis obis, long moment, long limit);

    /// <summary>The nearest slot after a moment at which a register of a meter, or its freeze, had a value, not after <paramref name="limit"/>; null: none.</summary>
    long? SlotAfter(string meter, Obis obis, long moment, long limit);
}
