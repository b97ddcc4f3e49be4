namespace Wattline.Cloud.Metering.Completeness;

/// <summary>What was promised of a meter and what came. Expected = stored + explained + missing, for each day and in sum.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="From">First moment.</param>
/// <param name="To">Last moment, itself not included.</param>
/// <param name="EveryS">Seconds from slot to slot, of the plan in force at the end.</param>
/// <param name="Channels">Channels of the meter's template, of the same.</param>
/// <param name="Expected">Slots times channels, each by the plan in force then.</param>
/// <param name="Stored">Values.</param>
/// <param name="Explained">Absences, by the reason's name.</param>
/// <param name="Missing">Neither.</param>
/// <param name="Days">The same, day by day.</param>
/// <param name="Remembered">Of the values, those that the meter kept (its profile, its freezes) of slots whose registers were missed.</param>
public sealed record CompletenessReport(
    string Meter, DateTimeOffset From, DateTimeOffset To, int EveryS, int Channels,
    long Expected, long Stored, IReadOnlyDictionary<string, long> Explained, long Missing, IReadOnlyList<CompletenessDay> Days, long Remembered = 0);
