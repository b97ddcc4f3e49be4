using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Slots that were explained at one go.</summary>
/// <param name="Meter">Whose memory; null where it is an outage.</param>
/// <param name="Concentrator">Whose outage; null where it is one meter's memory.</param>
/// <param name="First">First slot, Unix seconds.</param>
/// <param name="Last">Last slot.</param>
/// <param name="Cause">Why.</param>
/// <param name="Task">Which of the template's tasks; null where it is an outage.</param>
public sealed record GapRow(string? Meter, string? Concentrator, long First, long Last, Quality Cause, int? Task);
