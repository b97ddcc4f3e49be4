namespace Wattline.Cloud.Metering.Completeness;

/// <summary>One day of a meter, in the meter's zone.</summary>
/// <param name="Date">The day.</param>
/// <param name="Expected">Readings that the plan promises: slots times channels.</param>
/// <param name="Stored">Of these, values.</param>
/// <param name="Explained">Of these, absences, by the reason's name.</param>
/// <param name="Missing">Of these, neither.</param>
public sealed record CompletenessDay(DateOnly Date, long Expected, long Stored, IReadOnlyDictionary<string, long> Explained, long Missing);
