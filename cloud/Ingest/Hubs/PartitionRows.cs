using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>How far each partition is stored.</summary>
internal static class PartitionRows
{
    public static PartitionPosition? Find(StoreConnection connection, string hub, string partition)
    {
        using var rows = connection.Prepared(
            "SELECT hub_created_ms, event_offset, event_sequence, enqueued_ms FROM hub_partition WHERE hub = @hub AND partition_id = @partition", "hub", "partition").Rows(hub, partition);
        return rows.Read() ? new PartitionPosition(rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3)) : null;
    }

    public static void Save(StoreConnection connection, string hub, string partition, PartitionPosition position) => connection.Prepared(
        """
        INSERT INTO hub_partition (hub, partition_id, hub_created_ms, event_offset, event_sequence, enqueued_ms)
        VALUES (@hub, @partition, @created, @offset, @sequence, @enqueued)
        ON CONFLICT (hub, partition_id) DO UPDATE SET hub_created_ms = excluded.hub_created_ms, event_offset = excluded.event_offset,
            event_sequence = excluded.event_sequence, enqueued_ms = excluded.enqueued_ms
        """,
        "hub", "partition", "created", "offset", "sequence", "enqueued")
        .Run(hub, partition, position.HubCreatedMs, position.Offset, position.Sequence, position.EnqueuedMs);
}
