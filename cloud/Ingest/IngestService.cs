using System.Collections.Concurrent;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Ingest.Readings;
using Wattline.Cloud.Ingest.Undated;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>
/// Batches in, rows out, once. One batch is one transaction: rows, coverage and the messages' hashes are durable together
/// or not at all. What arrives again changes nothing. It waits for nothing but the database; calls from several threads take turns there.
/// </summary>
public sealed class IngestService
{
    // Messages of one transaction that are dated afterwards.
    private const int DatedAtOnce = 500;

    private readonly Database _database;
    private readonly TimeProvider _wall;
    private readonly IngestMetrics _metrics;
    private readonly IReadingStore _readings;
    private readonly SourceRows _sources = new();
    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);
    private bool _knowsWaiting;

    /// <param name="database">Holds the tables of <see cref="IngestSchema"/>.</param>
    /// <param name="wall">Dates what goes into quarantine, and alarms.</param>
    /// <param name="metrics">Counts; a room of its own when none is given.</param>
    public IngestService(Database database, TimeProvider wall, IngestMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _wall = wall;
        _metrics = metrics ?? new IngestMetrics();
        _readings = database.Engine == StoreEngine.Sqlite ? new ReadingRows() : new WideReadings(wall);
    }

    /// <summary>What was counted since the start.</summary>
    public IngestMetrics Metrics => _metrics;

    /// <summary>Forgets what came into quarantine before a moment: a person has looked at it, and there is room again.</summary>
    /// <returns>How many events.</returns>
    public int ClearQuarantine(DateTimeOffset before) => _database.Write(connection => QuarantineRows.Clear(connection, before));

    /// <summary>Told after the commit which messages are new: once for a batch, on the caller's thread.</summary>
    public event Action<IReadOnlyList<MessageHeader>>? Stored;

    /// <summary>Stores a batch. When this returns every event of it is durable: as rows, as known already, or in quarantine.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="alongside">
    /// Written in the same transaction, last: a partition's offset. What it throws undoes the batch. Where the database runs the transaction again, it runs again.
    /// </param>
    /// <exception cref="QuarantineFullException">An event needs quarantine, which has no room: nothing of the batch is stored.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot do it now: nothing may be assumed of the batch, and it may be sent again.</exception>
    public IngestAnswer Ingest(IReadOnlyList<ReceivedEvent> batch, Action<StoreConnection>? alongside = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var answer = Take(batch, alongside, out var stored);
        DateWaiting(stored);
        return answer;
    }

    private IngestAnswer Take(IReadOnlyList<ReceivedEvent> batch, Action<StoreConnection>? alongside, out IReadOnlyList<MessageHeader> stored)
    {
        var understood = batch.Select(UnderstoodEvent.Read).ToList();
        Date(understood);
        batch = understood.ConvertAll(static one => one.Waits ? one.Received with { Event = null } : one.Received);
        if (_database.Engine != StoreEngine.Sqlite) _sources.Know(_database, understood);
        var readings = _readings.Prepare(_database, batch, _sources);
        IngestRun done;
        try
        {
            done = _database.Write(
                connection =>
                {
                    var run = new IngestRun(connection, _sources, readings, _wall.GetUtcNow());
                    run.Store(understood);
                    alongside?.Invoke(connection);
                    return run;
                },
                undone: Forget,
                // Each stream's turn is taken first.
                Isolation.ReadCommitted);
        }
        catch (QuarantineFullException full)
        {
            _database.Write(connection => AlarmRows.Add(connection, _wall.GetUtcNow(), AlarmRows.QuarantineFull, "", full.Message));
            throw;
        }
        finally
        {
            _readings.Return(readings);
        }

        _metrics.Count(done.Stored.Count, done.Parts, done.Duplicates, done.Quarantined, done.Tally);
        stored = done.Stored;
        foreach (var one in understood)
            if (one.Waits) _waiting.TryAdd(one.Header!.Header.Concentrator.Text, 0);
        if (done.Stored.Count > 0) Stored?.Invoke(done.Stored);
        return new IngestAnswer(done.Stored.Count + done.Parts, done.Duplicates, done.Quarantined);
    }

    /// <summary>Gives readings that were made without the time their slots, where the time is known by now.</summary>
    private void Date(List<UnderstoodEvent> understood)
    {
        Dater? dater = null;
        for (var i = 0; i < understood.Count; i++)
        {
            if (understood[i] is { Fault: null, Received.Event.Message: ReadingsMessage { BeganMs: not null } message }
                && !(dater ??= new Dater(_database)).TryDate(message)) understood[i] = understood[i] with { Waits = true };
        }
    }

    /// <summary>Stores what waited of concentrators that were heard again, if its time has come.</summary>
    private void DateWaiting(IReadOnlyList<MessageHeader> heard)
    {
        if (!_knowsWaiting)
        {
            foreach (var concentrator in _database.Read(UndatedRows.Concentrators)) _waiting.TryAdd(concentrator, 0);
            _knowsWaiting = true;
        }

        if (_waiting.IsEmpty) return;
        foreach (var concentrator in heard.Select(static header => header.Concentrator.Text).Distinct())
        {
            if (!_waiting.ContainsKey(concentrator)) continue;
            var dater = new Dater(_database);
            var waiting = _database.Read(connection => UndatedRows.Of(connection, concentrator));
            var dated = waiting.FindAll(one => one.Event.Event?.Message is ReadingsMessage message && dater.TryDate(message));
            foreach (var some in dated.Chunk(DatedAtOnce))
                Take([.. some.Select(static one => one.Event)], connection =>
                {
                    foreach (var (source, sequence, _) in some) UndatedRows.Remove(connection, source, sequence);
                }, out _);
            if (dated.Count == waiting.Count) _waiting.TryRemove(concentrator, out _);
        }
    }

    /// <summary>With one writer, numbers made in a transaction are undone with it, and may be another's in the next.</summary>
    private void Forget()
    {
        if (_database.Engine != StoreEngine.Sqlite) return;
        _readings.Forget();
        _sources.Forget();
    }
}
