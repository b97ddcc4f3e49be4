using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>What is read from a meter's memory (docs/uplink.md, plan).</summary>
/// <param name="Type">What it is.</param>
/// <param name="When">Seconds from item to item, or from look to look; of a settlement its day and hour, DDhh.</param>
/// <param name="Depth">Items that the meter keeps.</param>
/// <param name="Requests">The questions.</param>
/// <param name="Code">The code of an event; null else.</param>
public sealed record MeterTask(MeterTaskType Type, int When, int Depth, IReadOnlyList<Request> Requests, string? Code)
{
    /// <summary>All channels, in the order of an entry's values.</summary>
    public Channel[] Channels { get; } = [.. Requests.SelectMany(static request => request.Channels)];

    /// <summary>What its readings are; null for a task that gives events only.</summary>
    public ReadingKind? Kind => Type switch
    {
        MeterTaskType.Daily or MeterTaskType.Hourly or MeterTaskType.Profile or MeterTaskType.Settlement => ReadingKind.Freeze,
        MeterTaskType.Demand => ReadingKind.Demand,
        _ => null,
    };
}
