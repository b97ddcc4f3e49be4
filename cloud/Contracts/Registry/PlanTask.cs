namespace Wattline.Cloud.Contracts;

/// <summary>What is read from the memory of a kind of meter (docs/uplink.md, plan).</summary>
/// <param name="Type">Its name there: "daily", "hourly", "profile", "settlement", "demand", "events", "clock".</param>
/// <param name="When">Seconds from item to item, or from look to look; of a settlement its day and hour, DDhh.</param>
/// <param name="Depth">Items that the meter keeps.</param>
/// <param name="Reads">The requests.</param>
/// <param name="Code">The code of an event; null else.</param>
public sealed record PlanTask(string Type, int When, int Depth, IReadOnlyList<PlanRead> Reads, string? Code = null);
