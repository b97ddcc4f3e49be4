using System;

namespace Wattline.Firmware.Storage;

/// <summary>Finding the newest segment, cutting what is torn, counting the start.</summary>
public sealed partial class FlashJournal
{
    private long _highest;

    // A header was found that follows another segment: a journal was here, however little of it can be read.
    private bool _hadJournal;

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
        _segment = -1;
        _synced = 0;
        _suspect = false;
        _acknowledgements = 0;
        _moneyCountedAt = -1;
        ForgetStates();
        Array.Clear(_explained, 0, Streams.Count);

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
        _closed = _table.Bytes[_segment] < _flash.Length(_segment);
        if (_closed)
            SkipSequencesBeyond(_segment);
        _synced = _table.Bytes[_segment];
        Array.Copy(_next, 0, _committed, 0, Streams.Count);
        _dirty = _table.Find(_live.Evicted);
        if (_dirty >= 0)
            _table.Clear(_dirty);
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
    }

    /// <summary>Fills the table, newest segment first: each says how much of the one before it counts.</summary>
    /// <returns>False when no segment is valid.</returns>
    private bool Mount()
    {
        for (int i = 0; i < _table.Count; i++)
        {
            _table.Clear(i);
            if (!ReadHeader(i))
                continue;
            _hadJournal |= _draft.Previous != 0;
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
            bool counts = ReadHeader(i) && (newest || _draft.Epoch == _live.Epoch);
            if (!counts || !Scan(i, newest))
            {
                _table.Clear(i);
                if (newest)
                    ForgetStates();
                continue;
            }
            int before = _table.Find(_draft.Previous);
            if (before >= 0 && _draft.PreviousBytes < _table.Bytes[before])
                _table.Bytes[before] = _draft.PreviousBytes;
            if (newest)
            {
                _segment = i;
                SwapHeaders();
            }
        }
        return _segment >= 0;
    }

    /// <summary>Reads a segment's header into the draft.</summary>
    private bool ReadHeader(int segment)
    {
        return _log.Peek(segment, 0, _flash.Length(segment))
            && _log.Type == RecordType.Header
            && _log.Length == SegmentHeader.Bytes
            && _log.Sequence > 0
            && _log.Load(segment, 0, 0, _log.Buffer, RecordLog.HeaderBytes)
            && _draft.Read(_log.Sequence, _log.Buffer, RecordLog.HeaderBytes);
    }

    /// <summary>Walks a segment to its first bad record, and trusts nothing after it.</summary>
    /// <returns>False when its checkpoint is not whole.</returns>
    private bool Scan(int segment, bool newest)
    {
        bool whole = false;
        int limit = _table.Bytes[segment];
        int position = 0;
        if (newest)
            Array.Copy(_draft.Next, 0, _next, 0, Streams.Count);
        while (_log.Peek(segment, position, limit))
        {
            if (!_log.Load(segment, position, _table.Counter[segment], _log.Buffer, RecordLog.HeaderBytes))
                break;
            if (_log.Type == RecordType.Message && _log.Key < Streams.Count)
                _table.Note(segment, _log.Key, _log.Sequence);
            else if (_log.Type == RecordType.CheckpointEnd)
                whole = true;
            if (newest)
                Apply();
            position += _log.Total;
        }
        _table.Bytes[segment] = position;
        if (position < limit)
            Counters.TornTails++;
        return whole;
    }

    /// <summary>Takes over what a record of the newest segment says.</summary>
    private void Apply()
    {
        if (_log.Type == RecordType.Message && _log.Key < Streams.Count && _log.Sequence >= _next[_log.Key])
        {
            _next[_log.Key] = _log.Sequence + 1;
        }
        else if (_log.Type == RecordType.State && _log.Key < StateKeys.Count)
        {
            _states[_log.Key] = new byte[_log.Length];
            Array.Copy(_log.Buffer, RecordLog.HeaderBytes, _states[_log.Key], 0, _log.Length);
        }
        else if (_log.Type == RecordType.Acknowledged && _log.Length == Streams.Count * 8)
        {
            for (int stream = 0; stream < Streams.Count; stream++)
                _draft.Watermark[stream] = LittleEndian.Get(_log.Buffer, RecordLog.HeaderBytes + stream * 8, 8);
        }
        else if (_log.Type == RecordType.Boot)
        {
            _draft.Boot = _log.Sequence;
        }
    }

    /// <summary>
    /// A torn tail was never sent, but a spoiled record with good ones after it was: their content is not trusted,
    /// yet their sequences are never given again, and the reader tells that they are lost.
    /// </summary>
    private void SkipSequencesBeyond(int segment)
    {
        int limit = _flash.Length(segment);
        for (int position = _table.Bytes[segment] + 1; limit - position >= RecordLog.HeaderBytes; position++)
        {
            if (_log.Peek(segment, position, limit)
                && _log.Type == RecordType.Message
                && _log.Key < Streams.Count
                && _log.Sequence >= _next[_log.Key]
                && _log.Load(segment, position, _table.Counter[segment], _log.Buffer, RecordLog.HeaderBytes))
                _next[_log.Key] = _log.Sequence + 1;
        }
    }

    private void ForgetStates()
    {
        for (int key = 0; key < StateKeys.Count; key++)
            _states[key] = null;
    }

    private void SwapHeaders()
    {
        SegmentHeader draft = _draft;
        _draft = _live;
        _live = draft;
    }
}
