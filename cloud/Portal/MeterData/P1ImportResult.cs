using Wattline.Cloud.Metering.Formats;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>What became of a file of telegrams.</summary>
/// <param name="Telegrams">Telegrams that it has.</param>
/// <param name="Readings">Values that they showed, with totals that are sums of tariffs.</param>
/// <param name="Days">Days of intervals that say something else now.</param>
/// <param name="Fault">Why nothing of it was taken; null: all was.</param>
public sealed record P1ImportResult(int Telegrams, int Readings, int Days, FormatFault? Fault);
