namespace Wattline.Cloud.Metering.Versions;

/// <summary>What estimation came to.</summary>
/// <param name="Estimated">Intervals that are estimates now.</param>
/// <param name="NoBasis">Ends of intervals, Unix seconds, for which there is nothing to go by: no register on both sides, no three like days, no proxy.</param>
public sealed record EstimateReport(int Estimated, IReadOnlyList<long> NoBasis);
