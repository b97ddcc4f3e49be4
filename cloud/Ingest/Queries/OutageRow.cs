using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Slots of which a concentrator has no entries, for one cause: it stands for every meter of the plan that was in use.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Plan">The plan version in use, as its last <c>plan</c> event before said; null when that is not known.</param>
/// <param name="FirstSlot">First slot, Unix seconds.</param>
/// <param name="LastSlot">Last slot, Unix seconds.</param>
/// <param name="Cause">Why.</param>
public sealed record OutageRow(string Concentrator, long? Plan, long FirstSlot, long LastSlot, Quality Cause);
