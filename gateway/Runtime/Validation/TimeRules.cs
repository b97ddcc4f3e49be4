using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Validation;

/// <summary>A reading's time against the gateway's clock when it came in, and against the possible.</summary>
internal static class TimeRules
{
    private const long Year2000S = 946_684_800;
    private const long AheadMaxMs = 24 * 3_600_000L;

    /// <summary>Over five minutes a meter's clock is not set by broadcast any more (DL/T 645-2007, 08H): it is plainly wrong.</summary>
    private const long ClockOffMaxMs = 5 * 60_000;

    /// <summary>The slot's code, or null.</summary>
    public static Quality? CheckSlot(long slotS, long receivedMs)
    {
        if (slotS < Year2000S) return QualityTable.SlotBefore2000;
        return slotS > (receivedMs + AheadMaxMs) / 1000 ? QualityTable.SlotInFuture : null;
    }

    /// <summary>The meter's clock's code, or null: only where the meter itself stamped the value.</summary>
    public static Quality? CheckClock(in ReadingEntry entry) =>
        entry.FromMeter && (entry.OffsetMs > ClockOffMaxMs || entry.OffsetMs < -ClockOffMaxMs) ? QualityTable.Clock : null;
}
