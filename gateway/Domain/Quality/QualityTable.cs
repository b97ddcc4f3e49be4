namespace Wattline.Gateway.Domain;

/// <summary>
/// Every quality code of the product, in one place. Systems and categories are those of IEC 61968-9 (ReadingQualityType);
/// indices are the product's own, from 1001. A row's place is its bit in a <see cref="QualitySet"/>: rows are only ever added at the end.
/// </summary>
public static class QualityTable
{
    /// <summary>Causes run from 1 to this (docs/uplink.md, readings).</summary>
    public const int CauseMax = 9;

    // Why there is no value (docs/uplink.md). Nothing can be billed or cut off on nothing.
    public static readonly Quality Silent = FromConcentrator("silent", QualitySystem.HeadEnd, 1);
    public static readonly Quality Noise = FromConcentrator("noise", QualitySystem.HeadEnd, 2);
    public static readonly Quality Refused = FromConcentrator("refused", QualitySystem.Device, 3);
    public static readonly Quality NoValue = FromConcentrator("no_value", QualitySystem.Device, 4);
    public static readonly Quality ConcentratorDown = FromConcentrator("concentrator_down", QualitySystem.HeadEnd, 5);
    public static readonly Quality WindowClosed = FromConcentrator("window_closed", QualitySystem.HeadEnd, 6);
    public static readonly Quality Overwritten = FromConcentrator("overwritten", QualitySystem.HeadEnd, 7);
    public static readonly Quality NoClock = FromConcentrator("no_clock", QualitySystem.HeadEnd, 8);
    public static readonly Quality JournalRefused = FromConcentrator("journal_refused", QualitySystem.HeadEnd, 9);

    /// <summary>A register lower than the last one of the same meter: an exchange, a rollover, or another meter's answer.</summary>
    public static readonly Quality ValueBackwards = new("value_backwards", new(QualitySystem.HeadEnd, QualityCategory.FailedValidation, 1001), QualitySetter.Gateway, 0, true, true);

    /// <summary>A register that rose by more than the connection can carry in the time between.</summary>
    public static readonly Quality ValueBeyondCapacity = new("value_beyond_capacity", new(QualitySystem.HeadEnd, QualityCategory.FailedValidation, 1002), QualitySetter.Gateway, 0, true, true);

    /// <summary>A slot more than a day ahead of the gateway's clock.</summary>
    public static readonly Quality SlotInFuture = new("slot_in_future", new(QualitySystem.HeadEnd, QualityCategory.Reasonability, 1001), QualitySetter.Gateway, 0, true, true);

    /// <summary>A slot before 2000-01-01: a clock that was never set.</summary>
    public static readonly Quality SlotBefore2000 = new("slot_before_2000", new(QualitySystem.HeadEnd, QualityCategory.Reasonability, 1002), QualitySetter.Gateway, 0, true, true);

    /// <summary>A unit that cannot be turned into the one the registry has for the channel.</summary>
    public static readonly Quality UnitMismatch = new("unit_mismatch", new(QualitySystem.HeadEnd, QualityCategory.Reasonability, 1003), QualitySetter.Gateway, 0, true, true);

    /// <summary>The meter stamped the value itself, with a clock far from the concentrator's.</summary>
    public static readonly Quality Clock = new("clock", new(QualitySystem.Device, QualityCategory.Diagnostics, 1001), QualitySetter.Gateway, 0, true, true);

    /// <summary>Came after the period was settled: true, but no longer part of that bill.</summary>
    public static readonly Quality Late = new("late", new(QualitySystem.MeterData, QualityCategory.Collection, 1001), QualitySetter.Cloud, 0, true, false);

    /// <summary>The table.</summary>
    public static IReadOnlyList<Quality> All { get; } = Number(
        Silent, Noise, Refused, NoValue, ConcentratorDown, WindowClosed, Overwritten,
        ValueBackwards, ValueBeyondCapacity, SlotInFuture, SlotBefore2000, UnitMismatch, Clock, Late,
        NoClock, JournalRefused);

    private static readonly Quality[] _byCause = [.. All.Where(static row => row.Cause != 0).OrderBy(static row => row.Cause)];

    /// <summary>The row of a concentrator's cause; false for 0 (valid) and for a cause that the table does not have.</summary>
    public static bool TryFromCause(long cause, out Quality quality)
    {
        quality = Silent;
        if (cause is < 1 or > CauseMax) return false;
        quality = _byCause[(int)cause - 1];
        return true;
    }

    /// <summary>The row of a code as text ("2.6.1001").</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Quality quality)
    {
        Span<byte> text = stackalloc byte[QualityCode.TextBytesMax];
        foreach (var row in All)
        {
            row.Code.TryFormat(text, out var length);
            if (!utf8.SequenceEqual(text[..length])) continue;
            quality = row;
            return true;
        }
        quality = Silent;
        return false;
    }

    private static Quality FromConcentrator(string name, QualitySystem system, int cause) =>
        new(name, new(system, QualityCategory.Collection, 1000 + cause), QualitySetter.Concentrator, cause, BlocksBill: true, BlocksTrip: true);

    private static Quality[] Number(params Quality[] rows)
    {
        for (var i = 0; i < rows.Length; i++) rows[i].Row = i;
        return rows;
    }
}
