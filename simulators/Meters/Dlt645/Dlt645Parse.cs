namespace Wattline.Simulators.Meters.Dlt645;

/// <summary>What became of parsing bytes.</summary>
/// <param name="Verdict">Good, or the class of the fault.</param>
/// <param name="Reason">The fault in words; empty when good.</param>
/// <param name="Frame">The first good frame; null when there is none.</param>
public sealed record Dlt645Parse(FrameVerdict Verdict, string Reason, Dlt645Frame? Frame);
