using Wattline.Cloud.Contracts;
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
    private readonly IReadingStore _readings;
    private readonly SourceRows _sources = new();

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
        var understood = batch.Select(UnderstoodEvent.Read).ToList();
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
        if (done.Stored.Count > 0) Stored?.Invoke(done.Stored);
        return new IngestAnswer(done.Stored.Count + done.Parts, done.Duplicates, done.Quarantined);
    }

    /// <summary>With one writer, numbers made in a transaction are undone with it, and may be another's in the next.</summary>
    private void Forget()
    {
        if (_database.Engine != StoreEngine.Sqlite) return;
        _readings.Forget();
        _sources.Forget();
    }
}
