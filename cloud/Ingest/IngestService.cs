using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Ingest.Outages;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Ingest.Readings;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>
/// Batches in, rows out, once. One batch is one transaction: rows, coverage and the messages' hashes are durable together
/// or not at all. What arrives again changes nothing. It waits for nothing but the database; calls from several threads take turns there.
/// </summary>
public sealed class IngestService
{
    private readonly Database _database;
    private readonly TimeProvider _wall;
    private readonly IngestMetrics _metrics;
    private readonly ReadingRows _readings = new();
    private readonly SourceRows _sources = new();

    /// <param name="database">Holds the tables of <see cref="IngestSchema"/>.</param>
    /// <param name="wall">Dates what goes into quarantine, and alarms.</param>
    /// <param name="metrics">Counts; a room of its own when none is given.</param>
    public IngestService(Database database, TimeProvider wall, IngestMetrics? metrics = null)
    {
        _database = database;
        _wall = wall;
        _metrics = metrics ?? new IngestMetrics();
    }

    /// <summary>What was counted since the start.</summary>
    public IngestMetrics Metrics => _metrics;

    /// <summary>Forgets what came into quarantine before a moment: a person has looked at it, and there is room again.</summary>
    /// <returns>How many events.</returns>
    public int ClearQuarantine(DateTimeOffset before) => _database.Write(connection => QuarantineRows.Clear(connection, before));

    /// <summary>Told after the commit which messages are new: once for a batch, on the caller's thread.</summary>
    public event Action<IReadOnlyList<MessageHeader>>? Stored;

    /// <summary>Stores a batch. When this returns every event of it is durable: as rows, as known already, or in quarantine.</summary>
    /// <exception cref="QuarantineFullException">An event needs quarantine, which has no room: nothing of the batch is stored.</exception>
    public IngestAnswer Ingest(IReadOnlyList<ReceivedEvent> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var stored = new List<MessageHeader>(batch.Count);
        var duplicates = 0;
        var quarantined = 0;
        var tally = default(ReadingTally);
        try
        {
            _database.Write(
                connection =>
                {
                    foreach (var received in batch)
                    {
                        switch (Take(connection, received, ref tally))
                        {
                            case Outcome.Stored: stored.Add(received.Event!.Message.Header); break;
                            case Outcome.Duplicate: duplicates++; break;
                            default: quarantined++; break;
                        }
                    }

                    return 0;
                },
                undone: Forget);
        }
        catch (QuarantineFullException full)
        {
            _database.Write(connection => AlarmRows.Add(connection, _wall.GetUtcNow(), AlarmRows.QuarantineFull, "", full.Message));
            throw;
        }

        _metrics.Count(stored.Count, duplicates, quarantined, tally);
        if (stored.Count > 0) Stored?.Invoke(stored);
        return new IngestAnswer(stored.Count, duplicates, quarantined);
    }

    /// <summary>The numbers handed out in a transaction are undone with it, and may be another's in the next.</summary>
    private void Forget()
    {
        _readings.Forget();
        _sources.Forget();
    }

    private enum Outcome
    {
        Stored,
        Duplicate,
        Quarantined,
    }

    private Outcome Take(StoreConnection connection, ReceivedEvent received, ref ReadingTally tally)
    {
        if (received.Event is not { } understood) return Refuse(connection, received, received.Fault ?? new ContractFault("event", "not understood"), received.Header);
        if (understood.Message is QuarantineNotice notice) return Refuse(connection, received, new ContractFault("gateway", notice.Reason), HeaderOf(understood));
        var header = understood.Message.Header;
        LostRange? lost = null;
        OutageRange? outage = null;
        if (understood.Message is EventMessage { Code: LostRange.Code } told && !LostRange.TryRead(told, out lost))
            return Refuse(connection, received, new ContractFault("data.detail", LostRange.Form), HeaderOf(understood));
        if (understood.Message is EventMessage { Code: OutageRange.Code } away && !OutageRange.TryRead(away, out outage))
            return Refuse(connection, received, new ContractFault("data.detail", OutageRange.Form), HeaderOf(understood));

        var source = _sources.Id(connection, header);
        if (!SourceRows.TryAdd(connection, source, header, understood.Time, out var known))
        {
            return known == header.Hash ? Outcome.Duplicate : RefuseClone(connection, received, header, known);
        }

        SourceRows.Heard(connection, header.Concentrator, understood.Gateway, understood.Time);
        if (!header.IsSenml) CoverageRows.Add(connection, source, header.Sequence);
        switch (understood.Message)
        {
            case ReadingsMessage readings:
                _readings.Add(connection, source, readings, ref tally);
                break;
            case MoneyMessage money:
                PaymentRows.Add(connection, source, money);
                break;
            case EventMessage happened:
                EventRows.Add(connection, source, happened);
                if (lost is not null) CoverageRows.AddLost(connection, _sources.Id(connection, header with { Epoch = lost.Epoch, Stream = lost.Stream }), lost);
                if (outage is not null) OutageRows.Add(connection, source, header.Sequence, outage, understood.Time);
                break;
        }

        return Outcome.Stored;
    }

    private static RefusedHeader HeaderOf(CloudEvent understood) => new(understood.Gateway, understood.Time, understood.Message.Header);

    /// <summary>
    /// Quarantines an event. Where its header is understood that message has come, and asking for it again would bring the same bytes:
    /// it is covered, and quarantine says why its content is not stored. It stays out of the messages, so that it is stored when it is
    /// sent once more and understood then.
    /// </summary>
    private Outcome Refuse(StoreConnection connection, ReceivedEvent received, ContractFault fault, RefusedHeader? refused)
    {
        if (refused is { Header: { IsSenml: false } header })
        {
            var source = _sources.Id(connection, header);
            if (SourceRows.HashOf(connection, source, header) is { } known)
                return known == header.Hash ? Outcome.Duplicate : RefuseClone(connection, received, header, known);
            SourceRows.Heard(connection, header.Concentrator, refused.Gateway, refused.Time);
            CoverageRows.Add(connection, source, header.Sequence);
        }

        QuarantineRows.Add(connection, _wall.GetUtcNow(), received.Json.Span, fault);
        return Outcome.Quarantined;
    }

    private Outcome RefuseClone(StoreConnection connection, ReceivedEvent received, in MessageHeader header, ulong known)
    {
        var id = header.FormatId();
        AlarmRows.Add(connection, _wall.GetUtcNow(), AlarmRows.Clone, header.Concentrator.Text, id);
        QuarantineRows.Add(
            connection, _wall.GetUtcNow(), received.Json.Span, new ContractFault("data.hash", $"{id} is stored with the hash {known:x16}: two devices use one identity"));
        return Outcome.Quarantined;
    }
}
