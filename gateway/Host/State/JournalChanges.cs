using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Host.State;

/// <summary>The state's log on the thread that commits.</summary>
internal sealed class JournalChanges(JournalLog log, TimeProvider wall) : IChangeLog
{
    /// <inheritdoc/>
    public long DurableLsn => log.DurableLsn;

    /// <inheritdoc/>
    public long LastLsn => log.LastLsn;

    /// <inheritdoc/>
    public long Bytes => log.Bytes;

    /// <inheritdoc/>
    public AppendOutcome Append(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> payload) =>
        log.Append(JournalStream.Other, wall.GetUtcNow().ToUnixTimeMilliseconds(), key, payload, out _);

    /// <inheritdoc/>
    public JournalReader OpenReader(long fromLsn) => log.OpenReader(JournalStream.Other, fromLsn);

    /// <inheritdoc/>
    public void DeleteBefore(long lsn) => log.DeleteBefore(lsn);

    /// <inheritdoc/>
    public IDisposable OnAdvance(Action callback) => log.OnDurable(_ => callback());
}
