using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Slots of which there is nothing, for one cause: an outage of a concentrator, or what a meter's own memory does not hold (docs/uplink.md, <c>outage</c> and <c>memory_gap</c>).</summary>
/// <param name="Meter">Whose memory; null where it is all of a concentrator's meters.</param>
/// <param name="Concentrator">Whose outage; null where it is one meter's memory.</param>
/// <param name="First">First slot, Unix seconds.</param>
/// <param name="Last">Last slot.</param>
/// <param name="Cause">Why.</param>
/// <param name="Task">Which of the template's tasks asked for them; null where it is an outage.</param>
public readonly record struct ToldGap(string? Meter, string? Concentrator, long First, long Last, Quality Cause, int? Task);
