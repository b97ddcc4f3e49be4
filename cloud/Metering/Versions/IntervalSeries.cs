using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>The intervals of one channel of a point.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Point">The point.</param>
/// <param name="Obis">The register whose intervals they are.</param>
/// <param name="LengthS">Seconds of each.</param>
public sealed record IntervalSeries(long Id, string Point, Obis Obis, int LengthS);
