using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>The journal on a real disk, for replays.</summary>
public sealed class LogReplayJournal(JournalLog log) : IReplayJournal
{
    /// <inheritdoc/>
    public long DurableLsn => log.DurableLsn;

    /// <inheritdoc/>
    public long LowWater(JournalStream stream) => log.Cursor(stream).LowWater;

    /// <inheritdoc/>
    public bool IsAcknowledged(JournalStream stream, long lsn) => log.Cursor(stream).IsAcknowledged(lsn);

    /// <inheritdoc/>
    public JournalReader OpenReader(JournalStream stream, long fromLsn) => log.OpenReader(stream, fromLsn);

    /// <inheritdoc/>
    public bool TryAppend(in JournalRecord record) => log.Append(record.Stream, record.ReceivedAt, record.Key.Span, record.Payload, out _) == AppendOutcome.Appended;
}
