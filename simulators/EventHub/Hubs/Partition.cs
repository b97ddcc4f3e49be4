using Wattline.Simulators.EventHub.Nodes;
using Wattline.Simulators.EventHub.Storage;

namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>A partition: its events, its readers and the idempotent producers that write into it.</summary>
public sealed class Partition
{
    internal Partition(Hub hub, int number) => (Hub, Number) = (hub, number);

    /// <summary>The hub.</summary>
    public Hub Hub { get; }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>Its events.</summary>
    public PartitionLog Log { get; } = new();

    /// <summary>The readers, of all groups.</summary>
    internal List<Reader> Readers { get; } = [];

    /// <summary>What idempotent producers wrote last, under their group's number.</summary>
    public ProducerTable Producers { get; } = new();
}
