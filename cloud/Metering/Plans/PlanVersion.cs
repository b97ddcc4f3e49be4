namespace Wattline.Cloud.Metering.Plans;

/// <summary>One version of a concentrator's plan.</summary>
/// <param name="Concentrator">Whose plan.</param>
/// <param name="Version">Counts from 1 for each concentrator.</param>
/// <param name="Content">What it says.</param>
public sealed record PlanVersion(string Concentrator, int Version, PlanContent Content);
