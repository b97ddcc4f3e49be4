namespace Wattline.Gateway.Journal;

public sealed partial class JournalCore
{
    /// <summary>Makes everything appended so far durable, if the disk lets it.</summary>
    public CommitOutcome Commit()
    {
        BeginCommit();
        return FinishCommit();
    }

    /// <summary>Takes what was appended aside for <see cref="FinishCommit"/>; appends go on into another buffer.</summary>
    public void BeginCommit()
    {
        if (_committing.Length == 0)
        {
            (_pending, _committing) = (_committing, _pending);
        }
    }

    /// <summary>Writes and syncs what <see cref="BeginCommit"/> took. After <see cref="CommitOutcome.DiskFull"/> the same is tried again by the next commit.</summary>
    public CommitOutcome FinishCommit()
    {
        if (State == JournalState.Stopped)
        {
            return CommitOutcome.Stopped;
        }
        if (_committing.Length == 0)
        {
            return CommitOutcome.Idle;
        }
        var segments = _segments;
        var wanted = _segmentSpoiled || segments.Length == 0
            || (segments[^1].Length > Segment.HeaderBytes && segments[^1].Length + _committing.Length > _options.SegmentBytes);
        var written = wanted ? StartSegment() : DiskOutcome.Done;
        if (written == DiskOutcome.Done)
        {
            written = _disk.Append(_segments[^1].Name, _committing.Bytes);
            // Part of it may stand in the file: what is tried again goes to a new segment, whose first LSN cuts that part off.
            _segmentSpoiled = written != DiskOutcome.Done;
        }
        if (written == DiskOutcome.Full)
        {
            State = JournalState.DiskFull;
            return CommitOutcome.DiskFull;
        }
        // A sync that failed is not tried again: the kernel may have dropped the pages and would then report success.
        if (written != DiskOutcome.Done || _disk.SyncFile(_segments[^1].Name) != DiskOutcome.Done)
        {
            State = JournalState.Stopped;
            return CommitOutcome.Stopped;
        }
        _segments[^1].Length += _committing.Length;
        Volatile.Write(ref _durableLsn, _committing.LastLsn);
        _committing.Clear();
        State = JournalState.Open;
        return CommitOutcome.Durable;
    }

    private DiskOutcome StartSegment()
    {
        var segment = new Segment(Segment.NameOf(_committing.FirstLsn), _committing.FirstLsn, _committing.FirstReceivedAt);
        Span<byte> header = stackalloc byte[Segment.HeaderBytes];
        segment.WriteHeader(header);
        var outcome = _disk.Create(segment.Name);
        outcome = outcome == DiskOutcome.Done ? _disk.Append(segment.Name, header) : outcome;
        if (outcome == DiskOutcome.Full)
        {
            _disk.Delete(segment.Name);
            if (_segments is [.., var last] && last.Name == segment.Name)
            {
                Volatile.Write(ref _segments, _segments[..^1]);
            }
            return DiskOutcome.Full;
        }
        if (outcome != DiskOutcome.Done
            || _disk.SyncFile(segment.Name) != DiskOutcome.Done
            || _disk.SyncDirectory() != DiskOutcome.Done)
        {
            return DiskOutcome.Failed;
        }
        // A segment without a whole record has the name of the one that takes its place.
        var kept = _segments is [.., var empty] && empty.Name == segment.Name ? _segments[..^1] : _segments;
        Volatile.Write(ref _segments, [.. kept, segment]);
        return DiskOutcome.Done;
    }
}
