using Wattline.Gateway.Host.State;
using Wattline.Gateway.Journal;

namespace Wattline.Tests.World;

/// <summary>The state's log without a thread: whoever steps it commits.</summary>
internal sealed class SteppedChanges(IJournalDisk disk, long segmentBytes = StateLimits.SegmentBytes, Action? appended = null) : IChangeLog
{
    private readonly List<Action> _callbacks = [];

    /// <summary>The log itself.</summary>
    public JournalCore Core { get; } = JournalCore.Open(disk, new JournalOptions { SegmentBytes = segmentBytes });

    public long DurableLsn => Core.DurableLsn;

    public long LastLsn => Core.LastLsn;

    public long Bytes => Core.Bytes;

    public AppendOutcome Append(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> payload)
    {
        var outcome = Core.Append(JournalStream.Other, 0, key, payload, out _);
        appended?.Invoke();
        return outcome;
    }

    public JournalReader OpenReader(long fromLsn) => Core.OpenReader(JournalStream.Other, fromLsn);

    public void DeleteBefore(long lsn) => Core.DeleteBefore(lsn);

    public IDisposable OnAdvance(Action callback)
    {
        _callbacks.Add(callback);
        return new Registration(() => _callbacks.Remove(callback));
    }

    /// <summary>Makes durable what waits, and tells of it.</summary>
    public CommitOutcome Commit()
    {
        var outcome = Core.Commit();
        foreach (var callback in _callbacks.ToArray()) callback();
        return outcome;
    }

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
