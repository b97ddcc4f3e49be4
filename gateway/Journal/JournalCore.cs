using System.Buffers;

namespace Wattline.Gateway.Journal;

/// <summary>
/// The durable log, stepped: <see cref="Append(JournalStream, long, ReadOnlySpan{byte}, in ReadOnlySequence{byte}, out long)"/>
/// buffers, <see cref="Commit"/> writes and syncs, <see cref="DurableLsn"/> says how far. One caller at a time, with two
/// exceptions: <see cref="FinishCommit"/> may run while others append, and readers may read at any time.
/// </summary>
public sealed partial class JournalCore
{
    private readonly IJournalDisk _disk;
    private readonly JournalOptions _options;
    private readonly StreamCursor[] _cursors;
    private CommitBatch _pending;
    private CommitBatch _committing;
    private Segment[] _segments;
    private bool _segmentSpoiled;
    private long _durableLsn;
    private long _nextLsn;

    private JournalCore(IJournalDisk disk, JournalOptions options, StreamCursor[] cursors, JournalRecovery recovery)
    {
        (_disk, _options, _cursors) = (disk, options, cursors);
        _pending = new(options.CommitBytesMax);
        _committing = new(options.CommitBytesMax);
        _segments = [.. recovery.Segments];
        _segmentSpoiled = recovery.TornTail;
        TornTailFound = recovery.TornTail;
        // Segments that were all lost or deleted by hand must not bring numbers back that cursors have passed.
        _durableLsn = Math.Max(recovery.LastLsn, recovery.Segments.Count == 0 ? cursors.Max(cursor => cursor.LowWater) : 0);
        _nextLsn = _durableLsn + 1;
        foreach (var cursor in cursors)
        {
            cursor.StartWithin(FirstLsn - 1, _durableLsn);
        }
    }

    /// <summary>What the log can do. <see cref="JournalState.Stopped"/> is for good.</summary>
    public JournalState State { get; private set; }

    /// <summary>Every record up to this LSN is on the medium. 0 for an empty log. May be read by any thread.</summary>
    public long DurableLsn => Volatile.Read(ref _durableLsn);

    /// <summary>The LSN of the last record appended, durable or not.</summary>
    public long LastLsn => _nextLsn - 1;

    /// <summary>The oldest LSN still held (or the next to come, of an empty log). May be read by any thread.</summary>
    public long FirstLsn => Volatile.Read(ref _segments) is [var first, ..] ? first.FirstLsn : DurableLsn + 1;

    /// <summary>Whether the opening found a half-written tail and set it aside.</summary>
    public bool TornTailFound { get; }

    /// <summary>Bytes in segments. May be read by any thread.</summary>
    public long Bytes => Volatile.Read(ref _segments).Sum(segment => segment.Length);

    /// <summary>Bytes that wait for a commit.</summary>
    public int PendingBytes => _pending.Length + _committing.Length;

    internal int CommittingBytes => _committing.Length;

    internal IJournalDisk Disk => _disk;

    internal Segment[] Segments => Volatile.Read(ref _segments);

    /// <summary>Opens the log in a directory, which may be empty, and finds its end.</summary>
    /// <exception cref="JournalDamagedException">A durable record cannot be read.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static JournalCore Open(IJournalDisk disk, JournalOptions options)
    {
        var cursors = CursorFile.Load(disk);
        var recovery = new JournalRecovery(disk);
        recovery.Run(cursors.Min(cursor => cursor.LowWater));
        // A killed process may have left whole records that only the page cache holds. They count from now on, so they must stay.
        if (recovery.Segments is [.., var last]
            && (disk.SyncFile(last.Name) != DiskOutcome.Done || disk.SyncDirectory() != DiskOutcome.Done))
        {
            throw new IOException($"The journal's last segment {last.Name} cannot be synced.");
        }
        return new(disk, options, cursors, recovery);
    }

    /// <summary>The cursor of a stream: what of it was acknowledged.</summary>
    public StreamCursor Cursor(JournalStream stream) => _cursors[(int)stream];

    /// <summary>A reader that starts after the cursor's low-water mark, leaves out what was acknowledged, and moves the cursor.</summary>
    public JournalReader OpenReader(JournalStream stream) => new(this, stream, Cursor(stream), Cursor(stream).LowWater + 1);

    /// <summary>A reader that starts at an LSN (or at the oldest held) and moves no cursor.</summary>
    public JournalReader OpenReader(JournalStream stream, long fromLsn) => new(this, stream, null, Math.Max(fromLsn, FirstLsn));

    /// <summary>Buffers a record for the next commit.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="receivedAt">When the gateway took it, Unix milliseconds.</param>
    /// <param name="key">Topic or source, UTF-8.</param>
    /// <param name="payload">The message; copied before this returns.</param>
    /// <param name="lsn">Its number, when appended; otherwise 0.</param>
    public AppendOutcome Append(
        JournalStream stream, long receivedAt, ReadOnlySpan<byte> key, in ReadOnlySequence<byte> payload, out long lsn)
    {
        lsn = 0;
        if (State == JournalState.Stopped)
        {
            return AppendOutcome.Stopped;
        }
        if (key.Length > JournalLimits.KeyBytesMax || payload.Length > JournalLimits.PayloadBytesMax)
        {
            return AppendOutcome.TooLarge;
        }
        if (State == JournalState.DiskFull)
        {
            return AppendOutcome.DiskFull;
        }
        if (!_pending.TryAdd(_nextLsn, receivedAt, stream, key, payload))
        {
            return AppendOutcome.Busy;
        }
        lsn = _nextLsn++;
        return AppendOutcome.Appended;
    }

    /// <summary>The same for a payload in one piece.</summary>
    public AppendOutcome Append(JournalStream stream, long receivedAt, ReadOnlySpan<byte> key, ReadOnlyMemory<byte> payload, out long lsn) =>
        Append(stream, receivedAt, key, new ReadOnlySequence<byte>(payload), out lsn);
}
