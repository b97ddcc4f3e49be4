namespace Wattline.Cloud.Metering.Formats;

/// <summary>What became of a file of intervals.</summary>
/// <param name="Intervals">Intervals that it has.</param>
/// <param name="Days">Days that say something else now.</param>
/// <param name="Fault">Why nothing of it was taken; null: all was.</param>
public sealed record IntervalImportResult(int Intervals, int Days, FormatFault? Fault);
