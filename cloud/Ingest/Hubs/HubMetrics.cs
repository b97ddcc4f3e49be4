using System.Diagnostics.Metrics;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>What is counted of hubs, under the meter of <see cref="IngestMetrics"/>.</summary>
public sealed class HubMetrics : IDisposable
{
    private readonly Meter _meter = new(IngestMetrics.MeterName);
    private readonly Counter<long> _events;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _heldUp;
    private readonly Counter<long> _gained;
    private readonly Counter<long> _lost;
    private long _eventsTotal;

    /// <summary>Makes the instruments.</summary>
    /// <param name="states">The partitions that are held now.</param>
    public HubMetrics(Func<IEnumerable<PartitionState>> states)
    {
        _events = _meter.CreateCounter<long>("cloud.ingest.hub.events", "{event}", "Events of hubs that were stored, with those that were known or went to quarantine.");
        _batches = _meter.CreateCounter<long>("cloud.ingest.hub.batches", "{transaction}", "Transactions that stored events of hubs.");
        _heldUp = _meter.CreateCounter<long>("cloud.ingest.hub.held_up", "{fault}", "How often a partition had to wait: hub, database or quarantine.");
        _gained = _meter.CreateCounter<long>("cloud.ingest.hub.leases_gained", "{lease}", "Partitions that this process took.");
        _lost = _meter.CreateCounter<long>("cloud.ingest.hub.leases_lost", "{lease}", "Partitions that another took while this process held them.");
        _meter.CreateObservableGauge("cloud.ingest.hub.partitions", () => states().Count(), "{partition}", "Partitions that this process holds.");
        _meter.CreateObservableGauge("cloud.ingest.hub.behind", () => states().Sum(static state => state.Behind ?? 0), "{event}", "Events that wait in the partitions that this process holds.");
    }

    /// <summary>Events stored since the start.</summary>
    public long Events => Volatile.Read(ref _eventsTotal);

    /// <summary>Whether an instrument is this object's: several stand under one meter's name.</summary>
    internal bool Owns(Instrument instrument) => instrument.Meter == _meter;

    internal void Stored(int events)
    {
        Interlocked.Add(ref _eventsTotal, events);
        _events.Add(events);
        _batches.Add(1);
    }

    internal void HeldUp() => _heldUp.Add(1);

    internal void Gained() => _gained.Add(1);

    internal void Lost() => _lost.Add(1);

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();
}
