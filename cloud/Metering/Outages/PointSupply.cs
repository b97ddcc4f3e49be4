namespace Wattline.Cloud.Metering.Outages;

/// <summary>How a point was supplied over a time.</summary>
/// <param name="Point">Which point.</param>
/// <param name="Sustained">Interruptions longer than five minutes.</param>
/// <param name="Momentary">Interruptions up to five minutes.</param>
/// <param name="Seconds">Seconds without supply, of sustained ones, within the time.</param>
/// <param name="Interruptions">Each, by time; one that lasts has the end of the time asked for.</param>
public sealed record PointSupply(string Point, int Sustained, int Momentary, long Seconds, IReadOnlyList<Interruption> Interruptions);
