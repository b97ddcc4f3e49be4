namespace Wattline.Cloud.Metering.Loss;

/// <summary>A point that an inspection (用电检查) should look at, and why.</summary>
/// <param name="Point">Which point.</param>
/// <param name="Score">0 to 1 and above: the higher, the sooner.</param>
/// <param name="UnmeteredKwh">What of the area's loss goes with this point's use: an estimate, not a proof.</param>
/// <param name="Reasons">What speaks against it.</param>
public sealed record Suspect(string Point, double Score, double UnmeteredKwh, IReadOnlyList<string> Reasons);
