namespace Wattline.Cloud.Metering.Validation;

/// <summary>A day's intervals, as rules see them; before them the history that a rule may look back into. Rules set codes, and change nothing else.</summary>
public readonly ref struct IntervalDay
{
    /// <summary>Amounts in the channel's units, the history first.</summary>
    public required ReadOnlySpan<long> Amounts { get; init; }

    /// <summary>Codes of each, to be added to.</summary>
    public required Span<ulong> Quality { get; init; }

    /// <summary>Which have an amount that was measured: 0 none, else measured.</summary>
    public required ReadOnlySpan<bool> Measured { get; init; }

    /// <summary>How many of these are history: they are not flagged again.</summary>
    public required int History { get; init; }

    /// <summary>Seconds of an interval.</summary>
    public required int LengthS { get; init; }

    /// <summary>Units of the channel in a kilowatt-hour: 100 for two decimals.</summary>
    public required long UnitsPerKwh { get; init; }

    /// <summary>Watts that the connection can carry; 0: unknown.</summary>
    public long MaxWatts { get; init; }

    /// <summary>Whether the point is in use.</summary>
    public bool IsActive { get; init; }

    /// <summary>The template's thresholds.</summary>
    public required ValidationThresholds Thresholds { get; init; }

    /// <summary>How much a power is in an interval, in the channel's units, rounded down.</summary>
    public long UnitsOf(long watts) => (long)((Int128)watts * LengthS * UnitsPerKwh / 3_600_000);
}
