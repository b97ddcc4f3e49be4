using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>A version of a concentrator's reading plan.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Version">Which.</param>
/// <param name="EveryS">Seconds from slot to slot.</param>
/// <param name="Current">The one to publish.</param>
/// <param name="Templates">What is read.</param>
/// <param name="Meters">From whom, by index.</param>
/// <param name="HorizonDays">Days that a device which knows nothing asks the meters' memories back.</param>
public sealed record Plan(
    ConcentratorId Concentrator, long Version, int EveryS, bool Current, Template[] Templates, MeterPoint[] Meters, int HorizonDays = 0);
