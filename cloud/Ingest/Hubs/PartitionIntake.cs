using System.Data.Common;
using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>
/// From events of a partition to rows, once and in order: rows, coverage, alarms and the partition's position are one transaction, which
/// commits only while the lease is held. It waits for nothing but the database.
/// </summary>
internal sealed class PartitionIntake(Database database, IngestService service, TimeProvider wall, string hub, string partition, LeaseGrant grant)
{
    /// <summary>SQLSTATE class of values that a database does not take (SQL:2023, data exception): the event's fault, not the database's.</summary>
    private const string DataException = "22";

    private PartitionPosition _at = new(0, null, -1, 0);
    private int _unnumbered;

    /// <summary>How far it is stored.</summary>
    public PartitionPosition At => _at;

    /// <summary>Finds out where to go on, and raises an alarm for what is gone.</summary>
    /// <returns>The alarm's text; null when all is well.</returns>
    /// <exception cref="LeaseLostException">The partition is another's.</exception>
    public string? Begin(HubShape shape, PartitionEnds ends)
    {
        var start = PartitionStart.Decide(database.Read(connection => PartitionRows.Find(connection, hub, partition)), shape, ends);
        if (start.AlarmKind is { } kind)
        {
            database.Write(connection =>
            {
                LeaseRows.Hold(connection, grant);
                AlarmRows.Add(connection, wall.GetUtcNow(), kind, "", Of(start.AlarmDetail!));
                PartitionRows.Save(connection, hub, partition, start.Position);
            }, Isolation.ReadCommitted);
        }

        _at = start.Position;
        _unnumbered = 0;
        return start.AlarmDetail;
    }

    /// <summary>Stores events: when this returns they are durable, and reading goes on behind them whatever happens.</summary>
    /// <returns>Texts of alarms that were raised.</returns>
    /// <exception cref="LeaseLostException">The partition is another's: nothing was stored.</exception>
    /// <exception cref="QuarantineFullException">An event needs quarantine, which has no room: nothing of its batch was stored.</exception>
    public IReadOnlyList<string> Commit(IReadOnlyList<PartitionEvent> events)
    {
        var gaps = new List<string>();
        var batch = new List<ReceivedEvent>(events.Count);
        var (at, unnumbered) = (_at, _unnumbered);
        foreach (var one in events)
        {
            if (one.Sequence is { } number)
            {
                if (number <= at.Sequence) continue; // Stored already.
                if (number > at.Sequence + 1 + unnumbered && at.Sequence >= 0) gaps.Add(HubAlarms.GapDetail(at.Sequence + 1, number - 1));
                (at, unnumbered) = (at with { Sequence = number, Offset = one.Offset, EnqueuedMs = one.EnqueuedAt.ToUnixTimeMilliseconds() }, 0);
            }
            else
            {
                unnumbered++;
            }

            batch.Add(Decode(one, at.Sequence, unnumbered));
        }

        if (batch.Count == 0) return gaps;
        try
        {
            Store(batch, gaps, at);
        }
        catch (Exception fault) when (IsOfContent(fault))
        {
            // One of them is at fault: one by one, so that its neighbours go on. What is stored already comes as a duplicate.
            foreach (var one in batch) StoreAlone(one);
            Store([], gaps, at);
        }

        (_at, _unnumbered) = (at, unnumbered);
        return gaps;
    }

    private void StoreAlone(ReceivedEvent one)
    {
        try
        {
            Store([one], [], _at);
        }
        catch (Exception fault) when (IsOfContent(fault))
        {
            var header = one.Header ?? (one.Event is { } understood ? new RefusedHeader(understood.Gateway, understood.Time, understood.Message.Header) : null);
            Store([one with { Event = null, Fault = new ContractFault("event", $"cannot be stored: {fault.Message}"), Header = header, Part = one.Part ?? one.Event?.Part }], [], _at);
        }
    }

    private void Store(IReadOnlyList<ReceivedEvent> batch, IReadOnlyList<string> gaps, PartitionPosition at) => service.Ingest(batch, connection =>
    {
        LeaseRows.Hold(connection, grant);
        foreach (var gap in gaps) AlarmRows.Add(connection, wall.GetUtcNow(), HubAlarms.Gap, "", Of(gap));
        if (at != _at) PartitionRows.Save(connection, hub, partition, at);
    });

    private ReceivedEvent Decode(PartitionEvent one, long sequence, int unnumbered) => one.Content is { } content
        ? HubEventReader.Read(content)
        : new ReceivedEvent(one.Bytes, null, new ContractFault(
            "event", Of(one.Sequence is null ? $"number {unnumbered} behind event {sequence}: {one.Fault}" : $"event {one.Sequence}: {one.Fault}")));

    private string Of(string detail) => $"{hub}/{partition}: {detail}";

    private static bool IsOfContent(Exception fault) =>
        fault is DbException { SqlState: { } state } ? state.StartsWith(DataException, StringComparison.Ordinal)
        : fault is FormatException or OverflowException or ArgumentException or JsonException or CopyTooLargeException;
}
