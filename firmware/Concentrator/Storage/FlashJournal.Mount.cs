using System;

namespace Wattline.Firmware.Storage;

/// <summary>
/// Finding the newest segment, cutting what is torn, passing by what is spoiled, counting the start. Whatever is found
/// on the medium, no sequence that may have been given is given again.
/// </summary>
public sealed partial class FlashJournal
{
    /// <summary>The shortest message: its record's head, and an envelope with numbers of one byte and an empty body.</summary>
    private const int MessageBytesMin = RecordLog.HeaderBytes + 9;

    private long _highest;

    // A header was found that follows another segment: a journal was here, however little of it can be read.
    private bool _hadJournal;

    // Segments that hold something of which not even the header can be read: any of them may have been the newest.
    private int _unknown;

    // What the last open decided.
    private readonly long[] _skipped = new long[Streams.Count];
    private long _skippedBoot;
    private ulong _skippedEpoch;

    // The segment that was given up last, as it was found at the start: what went with it is shown once more to whoever asks.
    private int _evicted;
    private int _evictedBytes;

    // The free segment that must be erased before another is begun: it was given up, or its beginning failed.
    private int _dirty;

    /// <summary>
    /// Mounts the journal, or formats it when it holds nothing valid; the new boot number is durable before this
    /// returns. May be called again after it failed.
    /// </summary>
    /// <param name="now">Milliseconds since this start of the device.</param>
    /// <returns>False when the flash refused, or holds a journal that cannot be read; until an open succeeds nothing is appended and nothing read.</returns>
    public bool Open(long now)
    {
        _open = false;
        _now = now;
        _highest = 0;
        _dirty = -1;
        _evictedBytes = 0;
        _segment = -1;
        _synced = 0;
        _suspect = false;
        _acknowledgements = 0;
        _moneyCountedAt = -1;
        _unknown = 0;
        _damaged = false;
        ForgetStates();
        Array.Clear(_explained, 0, Streams.Count);
        Array.Clear(_floor, 0, Streams.Count);
        Array.Clear(_dropped, 0, Streams.Count);
        _droppedBoot = 0;

        _hadJournal = false;
        _log.ReadFailed = false;

        // What cannot be read is not empty: an older segment must not rule instead, and nothing be formatted.
        bool found = Mount();
        if (_log.ReadFailed || (!found && _hadJournal))
            return Refused();
        if (!found)
            Format();
        else if (!_flash.Sync()) // What a crash of the program alone left unsynced must not vanish later.
            return Refused();
        else
            Resume();
        return _open;
    }

    private void Format()
    {
        // Nothing of an earlier life may rule at the next start.
        for (int i = 0; i < _table.Count; i++)
        {
            if (_flash.Length(i) != 0 && !_flash.Erase(i))
            {
                Refused();
                return;
            }
        }
        if (!_flash.Sync())
        {
            Refused();
            return;
        }
        byte[] bytes = new byte[8];
        _entropy.Fill(bytes, 0, bytes.Length);
        _live = new SegmentHeader();
        _live.Epoch = (ulong)LittleEndian.Get(bytes, 0, bytes.Length);
        _live.Boot = 1;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            _next[stream] = 1;
            _committed[stream] = 1;
        }
        _closed = true;
        _open = Rotate();
    }

    private void Resume()
    {
        SkipSequences();
        _closed = _damaged;
        _synced = _table.Bytes[_segment];
        Array.Copy(_next, 0, _committed, 0, Streams.Count);
        _dirty = _table.Find(_live.Evicted);
        if (_dirty >= 0)
        {
            _evicted = _dirty;
            _evictedBytes = _table.Bytes[_dirty];
            _table.Clear(_dirty);
        }
        _moneyBytes = UnacknowledgedMoney();
        if (_log.ReadFailed)
        {
            Refused();
            return;
        }
        _live.Boot++;
        if (_closed || RecordLog.HeaderBytes > _flash.SegmentBytes - _table.Bytes[_segment])
            _open = Rotate();
        else
            _open = (Write(_segment, _table.Counter[_segment], RecordType.Boot, 0, _live.Boot, 0) && Sync()) || Rotate();
        if (_open)
            EraseUnknown();
    }

    /// <summary>Sequences that spoiled bytes may have held are not given again; the reader tells that they are lost.</summary>
    private void SkipSequences()
    {
        bool again = _live.Epoch == _skippedEpoch; // An open before this one failed, and may have erased the evidence.
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            long next = Larger(_next[stream], Larger(_floor[stream], _dropped[stream]));
            next += _unknown * (long)(_flash.SegmentBytes / MessageBytesMin);
            _next[stream] = _skipped[stream] = again ? Larger(next, _skipped[stream]) : next;
        }
        long boot = Larger(_live.Boot, _droppedBoot) + (_unknown * (long)(_flash.SegmentBytes / RecordLog.HeaderBytes));
        _live.Boot = _skippedBoot = again ? Larger(boot, _skippedBoot) : boot;
        _skippedEpoch = _live.Epoch;

        // A new segment's header says it before the reason for it is erased.
        _damaged |= again || _unknown > 0 || _droppedBoot > 0;
    }

    private void EraseUnknown()
    {
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table.IsUnknown[i] && !_flash.Erase(i))
                Refused(); // The next start skips once more.
        }
    }

    /// <summary>Fills the table, newest segment first: each says how much of the one before it counts.</summary>
    /// <returns>False when no segment is valid.</returns>
    private bool Mount()
    {
        for (int i = 0; i < _table.Count; i++)
        {
            _table.Clear(i);
            if (!ReadHeader(i))
            {
                // A power cut tears a header at its end; one that was whole and cannot be read was a segment's.
                _table.IsUnknown[i] = _flash.Length(i) >= RecordLog.HeaderBytes + SegmentHeader.Bytes;
                _unknown += _table.IsUnknown[i] ? 1 : 0;
                continue;
            }
            _hadJournal |= _draft.Previous != 0 || _draft.Evicted != 0;
            _table.Counter[i] = _draft.Counter;
            _table.Bytes[i] = _flash.Length(i);
            if (_draft.Counter > _highest)
                _highest = _draft.Counter;
        }
        long bound = long.MaxValue;
        for (int i = _table.NewestBelow(bound); i >= 0; i = _table.NewestBelow(bound))
        {
            bound = _table.Counter[i];
            bool newest = _segment < 0;
            bool counts = ReadHeader(i) && (newest ? IsWhole(i) : _draft.Epoch == _live.Epoch);
            if (!counts)
            {
                bool torn = !newest || ScanForFloor(i);
                _table.Clear(i);
                _table.IsUnknown[i] = !torn;
                continue;
            }
            int before = _table.Find(_draft.Previous);
            if (before >= 0 && before != i && _draft.PreviousBytes < _table.Bytes[before])
            {
                _table.Bytes[before] = _draft.PreviousBytes;
                _table.LimitedBy[before] = _draft.Counter;
            }
            if (newest)
            {
                ScanNewest(i);
                _segment = i;
                SwapHeaders();
            }
            else
            {
                ScanOlder(i);
            }
        }
        return _segment >= 0;
    }

    /// <summary>Reads a segment's header, or its copy at the checkpoint's end, into the draft.</summary>
    private bool ReadHeader(int segment)
    {
        int length = _flash.Length(segment);
        if (length < RecordLog.HeaderBytes + SegmentHeader.Bytes)
            return false;
        for (int position = _log.Next(segment, 0, length, -1); position >= 0; position = _log.Next(segment, position + 1, length, -1))
        {
            if (LoadHeader(segment, position))
                return true;
        }
        return false;
    }

    private bool LoadHeader(int segment, int position)
    {
        if (_log.Sequence <= 0 || !_log.Load(segment, position, 0, _log.Buffer, RecordLog.HeaderBytes))
            return false;
        if (_log.Length == SegmentHeader.Bytes && _draft.Read(_log.Sequence, _log.Buffer, RecordLog.HeaderBytes))
            return true;

        // Of another version of this program: what it holds is somebody's money, and not formatted.
        _hadJournal |= SegmentHeader.IsJournals(_log.Buffer, RecordLog.HeaderBytes, _log.Length);
        return false;
    }

    private void ForgetStates()
    {
        for (int key = 0; key < StateKeys.Count; key++)
        {
            _states[key] = null;
            _stateFrom[key] = 0;
        }
    }

    private static long Larger(long left, long right)
    {
        return left > right ? left : right;
    }

    private void SwapHeaders()
    {
        SegmentHeader draft = _draft;
        _draft = _live;
        _live = draft;
    }
}
