using System.Collections.Concurrent;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>
/// Streams of concentrators, and by whom these were heard. Where several transactions run at once, a
/// stream's number is remembered only when it is committed: none sees a number that another may still undo.
/// </summary>
internal sealed class SourceRows
{
    private const string SenmlEpoch = "senml";
    private readonly ConcurrentDictionary<(ConcentratorId, Epoch, StreamId, bool), long> _ids = new();

    /// <summary>Throws away what is remembered: after a transaction that was undone.</summary>
    public void Forget() => _ids.Clear();

    /// <summary>Gives each stream of a batch its number, in a transaction of its own where one is new.</summary>
    public void Know(Database database, IReadOnlyList<UnderstoodEvent> batch)
    {
        var unknown = new SortedDictionary<string, MessageHeader>(StringComparer.Ordinal);
        foreach (var understood in batch)
            if (HeaderOf(understood) is { } header && !_ids.ContainsKey(Key(header))) unknown.TryAdd($"{header.Concentrator} {header.Epoch} {header.Stream} {header.IsSenml}", header);
        if (unknown.Count == 0) return;
        // In one order, so that two batches do not wait for each other.
        var ids = database.Write(connection => unknown.Values.Select(header => Id(connection, header)).ToList(), isolation: Isolation.ReadCommitted);
        foreach (var (header, id) in unknown.Values.Zip(ids)) Remember(header, id);
    }

    /// <summary>The number of a stream that was made known before.</summary>
    public long Known(in MessageHeader header) =>
        _ids.TryGetValue(Key(header), out var id) ? id : throw new StoreUnavailableException("more streams at once than numbers are remembered for");

    /// <summary>The number of the stream that a message belongs to.</summary>
    public long Id(StoreConnection connection, in MessageHeader header)
    {
        if (_ids.TryGetValue(Key(header), out var id)) return id;
        var epoch = header.IsSenml ? SenmlEpoch : header.Epoch.ToString();
        connection.Prepared(
            "INSERT INTO message_source (concentrator, epoch, stream) VALUES (@concentrator, @epoch, @stream) ON CONFLICT DO NOTHING",
            "concentrator", "epoch", "stream").Run(header.Concentrator.Text, epoch, (long)header.Stream);
        id = (long)connection.Prepared(
            "SELECT id FROM message_source WHERE concentrator = @concentrator AND epoch = @epoch AND stream = @stream",
            "concentrator", "epoch", "stream").Scalar(header.Concentrator.Text, epoch, (long)header.Stream)!;
        // With one writer, what its transaction made is forgotten when it is undone.
        if (connection.Engine == StoreEngine.Sqlite) Remember(header, id);
        return id;
    }

    /// <summary>
    /// Notes by which gateway a concentrator was heard last: replays are asked for there. A time later than now
    /// is of a clock that ran ahead, and gives way: else that gateway would keep the concentrator until then.
    /// </summary>
    public static void Heard(StoreConnection connection, ConcentratorId concentrator, string gateway, DateTimeOffset received, DateTimeOffset now) => connection.Prepared(
        """
        INSERT INTO concentrator_heard (concentrator, gateway, received_ms) VALUES (@concentrator, @gateway, @received)
        ON CONFLICT (concentrator) DO UPDATE SET gateway = excluded.gateway, received_ms = excluded.received_ms
            WHERE excluded.received_ms >= concentrator_heard.received_ms OR concentrator_heard.received_ms > @now
        """,
        "concentrator", "gateway", "received", "now").Run(concentrator.Text, gateway, received.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());

    /// <summary>Takes the turn of each stream, in one order: what is read of its coverage stays so until this transaction ends. PostgreSQL only: SQLite has one writer.</summary>
    public void Lock(StoreConnection connection, IReadOnlyList<UnderstoodEvent> batch)
    {
        var touched = new HashSet<long>();
        foreach (var understood in batch)
            if (HeaderOf(understood) is { } header) touched.Add(Id(connection, header));
        using var rows = connection.Prepared("SELECT 1 FROM message_source WHERE id = ANY (@ids) ORDER BY id FOR NO KEY UPDATE", "ids").Rows(touched.ToArray());
        while (rows.Read()) { }
    }

    /// <summary>The header of an event that its stream is to hear of.</summary>
    private static MessageHeader? HeaderOf(in UnderstoodEvent understood) =>
        understood.Header is { Header: var header } && (understood.Fault is null || !header.IsSenml) ? header : null;

    private void Remember(in MessageHeader header, long id)
    {
        if (_ids.Count >= IngestLimits.SeriesCachedMax) _ids.Clear();
        _ids[Key(header)] = id;
    }

    private static (ConcentratorId, Epoch, StreamId, bool) Key(in MessageHeader header) => (header.Concentrator, header.Epoch, header.Stream, header.IsSenml);
}
