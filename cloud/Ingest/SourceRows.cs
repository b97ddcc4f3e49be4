using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>Streams of concentrators, and the messages of each: the identity by which a message is stored once.</summary>
internal sealed class SourceRows
{
    private const string SenmlEpoch = "senml";
    private readonly Dictionary<(ConcentratorId, Epoch, StreamId, bool), long> _ids = [];

    /// <summary>Throws away what is remembered: after a transaction that was undone.</summary>
    public void Forget() => _ids.Clear();

    /// <summary>The number of the stream that a message belongs to.</summary>
    public long Id(StoreConnection connection, in MessageHeader header)
    {
        var key = (header.Concentrator, header.Epoch, header.Stream, header.IsSenml);
        if (_ids.TryGetValue(key, out var id)) return id;
        var epoch = header.IsSenml ? SenmlEpoch : header.Epoch.ToString();
        connection.Prepared(
            "INSERT INTO message_source (concentrator, epoch, stream) VALUES (@concentrator, @epoch, @stream) ON CONFLICT DO NOTHING",
            "concentrator", "epoch", "stream").Run(header.Concentrator.Text, epoch, (long)header.Stream);
        id = (long)connection.Prepared(
            "SELECT id FROM message_source WHERE concentrator = @concentrator AND epoch = @epoch AND stream = @stream",
            "concentrator", "epoch", "stream").Scalar(header.Concentrator.Text, epoch, (long)header.Stream)!;
        if (_ids.Count >= IngestLimits.SeriesCachedMax) _ids.Clear();
        return _ids[key] = id;
    }

    /// <summary>Records a message; false when its identity is taken, and then <paramref name="known"/> is the hash stored under it.</summary>
    public static bool TryAdd(StoreConnection connection, long source, in MessageHeader header, DateTimeOffset received, out ulong known)
    {
        known = header.Hash;
        var sequence = header.IsSenml ? (long)header.Hash : header.Sequence;
        var added = connection.Prepared(
            "INSERT INTO message (source, sequence, hash, boot, uptime_ms, wall_ms, received_ms) VALUES (@source, @sequence, @hash, @boot, @uptime, @wall, @received) ON CONFLICT DO NOTHING",
            "source", "sequence", "hash", "boot", "uptime", "wall", "received")
            .Run(source, sequence, (long)header.Hash, header.Boot, header.UptimeMs, header.WallMs, received.ToUnixTimeMilliseconds());
        if (added > 0) return true;
        known = HashOf(connection, source, header)!.Value;
        return false;
    }

    /// <summary>The hash stored under a message's identity; null when there is none.</summary>
    public static ulong? HashOf(StoreConnection connection, long source, in MessageHeader header) => (ulong?)(long?)connection.Prepared(
        "SELECT hash FROM message WHERE source = @source AND sequence = @sequence", "source", "sequence")
        .Scalar(source, header.IsSenml ? (long)header.Hash : header.Sequence);

    /// <summary>Notes by which gateway a concentrator was heard last: replays are asked for there.</summary>
    public static void Heard(StoreConnection connection, ConcentratorId concentrator, string gateway, DateTimeOffset received) => connection.Prepared(
        """
        INSERT INTO concentrator_heard (concentrator, gateway, received_ms) VALUES (@concentrator, @gateway, @received)
        ON CONFLICT (concentrator) DO UPDATE SET gateway = excluded.gateway, received_ms = excluded.received_ms
            WHERE excluded.received_ms >= concentrator_heard.received_ms
        """,
        "concentrator", "gateway", "received").Run(concentrator.Text, gateway, received.ToUnixTimeMilliseconds());
}
