using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>The messages of each stream: the identity by which a message is stored once.</summary>
internal static class MessageRows
{
    /// <summary>Records a message; false when its identity is taken.</summary>
    public static bool TryAdd(StoreConnection connection, long source, in MessageHeader header, DateTimeOffset received) => connection.Prepared(
        "INSERT INTO message (source, sequence, hash, boot, uptime_ms, wall_ms, received_ms) VALUES (@source, @sequence, @hash, @boot, @uptime, @wall, @received) ON CONFLICT DO NOTHING",
        "source", "sequence", "hash", "boot", "uptime", "wall", "received")
        .Run(source, SequenceOf(header), (long)header.Hash, header.Boot, header.UptimeMs, header.WallMs, received.ToUnixTimeMilliseconds()) > 0;

    /// <summary>Records messages at one go (PostgreSQL); of two with one identity the first.</summary>
    /// <returns>Those whose identity was not taken.</returns>
    public static HashSet<(long Source, long Sequence)> AddAll(StoreConnection connection, List<(long Source, MessageHeader Header, DateTimeOffset Received)> messages)
    {
        var added = new HashSet<(long, long)>(messages.Count);
        if (messages.Count == 0) return added;
        using var rows = connection.Prepared(
            """
            INSERT INTO message (source, sequence, hash, boot, uptime_ms, wall_ms, received_ms)
            SELECT source, sequence, hash, boot, uptime_ms, wall_ms, received_ms
            FROM unnest(@sources, @sequences, @hashes, @boots, @uptimes, @walls, @received) WITH ORDINALITY
                AS n (source, sequence, hash, boot, uptime_ms, wall_ms, received_ms, place)
            ORDER BY source, sequence, place ON CONFLICT DO NOTHING RETURNING source, sequence
            """,
            "sources", "sequences", "hashes", "boots", "uptimes", "walls", "received").Rows(
            Column(messages, static m => m.Source), Column(messages, static m => SequenceOf(m.Header)), Column(messages, static m => (long)m.Header.Hash),
            Column(messages, static m => m.Header.Boot), Column(messages, static m => m.Header.UptimeMs), Column(messages, static m => m.Header.WallMs),
            Column(messages, static m => m.Received.ToUnixTimeMilliseconds()));
        while (rows.Read()) added.Add((rows.GetInt64(0), rows.GetInt64(1)));
        return added;
    }

    /// <summary>The hash stored under a message's identity; null when there is none.</summary>
    public static ulong? HashOf(StoreConnection connection, long source, in MessageHeader header) => (ulong?)(long?)connection.Prepared(
        "SELECT hash FROM message WHERE source = @source AND sequence = @sequence", "source", "sequence").Scalar(source, SequenceOf(header));

    /// <summary>The number by which a stream knows a message.</summary>
    public static long SequenceOf(in MessageHeader header) => header.IsSenml ? (long)header.Hash : header.Sequence;

    private static T[] Column<T>(List<(long Source, MessageHeader Header, DateTimeOffset Received)> messages, Converter<(long Source, MessageHeader Header, DateTimeOffset Received), T> column) =>
        [.. messages.ConvertAll(column)];
}
