namespace Wattline.Gateway.Journal;

public sealed partial class JournalCore
{
    /// <summary>
    /// Deletes the oldest segments that the cursors of money, events and readings have passed, while the log is larger than
    /// <see cref="JournalOptions.KeepBytes"/> or they are older than <see cref="JournalOptions.KeepAge"/>. The segment
    /// being written always stays. What is not interpreted (<see cref="JournalStream.Other"/>) is kept as long as that is: when nobody
    /// takes it away, it must not fill the disk and stop the rest.
    /// </summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>How many were deleted.</returns>
    public int Retain(long now)
    {
        var deleted = 0;
        var low = _cursors.Where(static (_, stream) => stream != (int)JournalStream.Other).Min(static cursor => cursor.LowWater);
        while (State != JournalState.Stopped && _segments.Length > 1 && _segments[1].FirstLsn - 1 <= low)
        {
            // The next segment's first record is the age of this one's last.
            var old = now - _segments[1].FirstReceivedAt > _options.KeepAge.TotalMilliseconds;
            // A full disk needs the room now: what is acknowledged is the cloud's.
            if (!old && Bytes <= _options.KeepBytes && State != JournalState.DiskFull)
            {
                break;
            }
            if (_disk.Delete(_segments[0].Name) != DiskOutcome.Done)
            {
                break;
            }
            Volatile.Write(ref _segments, _segments[1..]);
            deleted++;
        }
        if (deleted > 0)
        {
            _disk.SyncDirectory();
        }
        return deleted;
    }

    /// <summary>Deletes the oldest segments whose records are all below an LSN, for a user who keeps no cursors. The segment being written always stays.</summary>
    /// <returns>How many were deleted.</returns>
    public int DeleteBefore(long lsn)
    {
        var deleted = 0;
        while (State != JournalState.Stopped && _segments.Length > 1 && _segments[1].FirstLsn <= lsn && _disk.Delete(_segments[0].Name) == DiskOutcome.Done)
        {
            Volatile.Write(ref _segments, _segments[1..]);
            deleted++;
        }
        if (deleted > 0)
        {
            _disk.SyncDirectory();
        }
        return deleted;
    }

    /// <summary>Saves the cursors if they moved. When that fails nothing is lost: what was acknowledged since is sent again after a restart.</summary>
    public DiskOutcome SaveCursors() =>
        _cursors.Any(cursor => cursor.Moved) ? CursorFile.Save(_disk, _cursors) : DiskOutcome.Done;
}
