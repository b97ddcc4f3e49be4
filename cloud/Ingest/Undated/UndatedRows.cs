using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Undated;

/// <summary>Readings of windows whose time is not known yet: they have come, and wait for the clock event of their start of the device.</summary>
internal static class UndatedRows
{
    /// <summary>Keeps a message.</summary>
    /// <returns>False when it waits already.</returns>
    public static bool Add(StoreConnection connection, long source, CloudEvent waits)
    {
        using var writer = new CloudEventBatchWriter(waits.Gateway);
        writer.TryAdd(waits.Message, waits.Time);
        var header = waits.Message.Header;
        return connection.Prepared(
            "INSERT INTO undated_message (source, sequence, concentrator, bytes) VALUES (@source, @sequence, @concentrator, @bytes) ON CONFLICT DO NOTHING",
            "source", "sequence", "concentrator", "bytes").Run(source, header.Sequence, header.Concentrator.Text, writer.Finish().ToArray()) > 0;
    }

    /// <summary>Forgets a message, which is dated now.</summary>
    public static void Remove(StoreConnection connection, long source, long sequence) => connection.Prepared(
        "DELETE FROM undated_message WHERE source = @source AND sequence = @sequence", "source", "sequence").Run(source, sequence);

    /// <summary>The concentrators of which something waits.</summary>
    public static IReadOnlyList<string> Concentrators(StoreConnection connection) =>
        connection.Query<string>("SELECT DISTINCT concentrator FROM undated_message").ToList();

    /// <summary>What waits of a concentrator, in order.</summary>
    public static List<(long Source, long Sequence, ReceivedEvent Event)> Of(StoreConnection connection, string concentrator)
    {
        var waiting = new List<(long, long, ReceivedEvent)>();
        using var rows = connection.Prepared(
            "SELECT source, sequence, bytes FROM undated_message WHERE concentrator = @concentrator ORDER BY source, sequence", "concentrator").Rows(concentrator);
        while (rows.Read())
            if (CloudEventBatchReader.TryRead(rows.GetFieldValue<byte[]>(2), out var events, out _) && events is [var one]) waiting.Add((rows.GetInt64(0), rows.GetInt64(1), one));
        return waiting;
    }

    /// <summary>
    /// True when the device has started again since, or another epoch has begun after the last start of this one (the device was exchanged): the time
    /// will not come to this start any more.
    /// </summary>
    public static bool IsOver(StoreConnection connection, in MessageHeader header) => connection.Prepared(
        """
        SELECT 1 FROM message_source s JOIN message m ON m.source = s.id JOIN device_event e ON e.source = m.source AND e.sequence = m.sequence
        WHERE s.concentrator = @concentrator AND s.stream = 1 AND e.code = 'boot' AND CASE WHEN s.epoch = @epoch THEN m.boot > @boot ELSE m.received_ms > (
            SELECT COALESCE(MAX(o.received_ms), 0) FROM message_source p JOIN message o ON o.source = p.id JOIN device_event b ON b.source = o.source AND b.sequence = o.sequence
            WHERE p.concentrator = @concentrator AND p.epoch = @epoch AND p.stream = 1 AND b.code = 'boot') END LIMIT 1
        """,
        "concentrator", "epoch", "boot").Scalar(header.Concentrator.Text, header.Epoch.ToString(), header.Boot) is not null;

    /// <summary>When the time came to a start of a device, or was lost, its uptime and what it was then (Unix ms), the earliest first.</summary>
    public static List<(long UptimeMs, long WallMs, bool IsLost)> Clocks(StoreConnection connection, in MessageHeader header)
    {
        var clocks = new List<(long, long, bool)>();
        using var rows = connection.Prepared(
            """
            SELECT e.detail FROM message_source s JOIN device_event e ON e.source = s.id JOIN message m ON m.source = e.source AND m.sequence = e.sequence
            WHERE s.concentrator = @concentrator AND s.epoch = @epoch AND s.stream = 1 AND e.code = 'clock' AND m.boot = @boot ORDER BY e.sequence
            """,
            "concentrator", "epoch", "boot").Rows(header.Concentrator.Text, header.Epoch.ToString(), header.Boot);
        while (rows.Read())
            if (EventDetail.ClockOf(rows.GetString(0)) is { } clock) clocks.Add(clock);
        return clocks;
    }
}
