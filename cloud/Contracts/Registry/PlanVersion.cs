namespace Wattline.Cloud.Contracts;

/// <summary>A version of a concentrator's reading plan.</summary>
/// <param name="Concentrator">Whose plan.</param>
/// <param name="Version">Counted by the cloud for each concentrator.</param>
/// <param name="EveryS">Seconds from slot to slot.</param>
/// <param name="Current">True for the one to publish.</param>
/// <param name="Templates">What is read.</param>
/// <param name="Meters">From whom; a meter's place in the list is its index on the wire.</param>
/// <param name="HorizonDays">Days that a device which knows nothing asks the meters' memories back; null is none.</param>
public sealed record PlanVersion(
    string Concentrator, long Version, int EveryS, bool Current, IReadOnlyList<PlanTemplate> Templates, IReadOnlyList<PlanMeter> Meters, int? HorizonDays = null);
