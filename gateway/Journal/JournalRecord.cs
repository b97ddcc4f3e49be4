namespace Wattline.Gateway.Journal;

/// <summary>A record as read. Its memory belongs to the reader and is valid until that reader's next read.</summary>
/// <param name="Lsn">Its number: counts by one over all streams.</param>
/// <param name="ReceivedAt">When the gateway took it, Unix milliseconds.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Key">The topic or source, as it came (UTF-8).</param>
/// <param name="Payload">The message, byte for byte as it came.</param>
public readonly record struct JournalRecord(
    long Lsn, long ReceivedAt, JournalStream Stream, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Payload);
