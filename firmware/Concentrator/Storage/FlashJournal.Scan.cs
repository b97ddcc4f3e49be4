using System;

namespace Wattline.Firmware.Storage;

/// <summary>Reading whole segments at the start: what counts of them, and which sequences may have been given.</summary>
public sealed partial class FlashJournal
{
    // The lowest sequence of each stream that was certainly never given, as far as spoiled bytes leave it open.
    private readonly long[] _floor = new long[Streams.Count];

    // The same, of segments that do not count; and of starts.
    private readonly long[] _dropped = new long[Streams.Count];
    private long _droppedBoot;

    // In the newest segment: where the durable part ends for certain, and whether anything in it is not whole.
    private int _trusted;
    private bool _damaged;

    // The counter of the older segment that a state was recovered from; 0 for none.
    private readonly long[] _stateFrom = new long[StateKeys.Count];

    /// <summary>
    /// True when the segment was in use, not only begun: something was appended after its sync, or its checkpoint is
    /// whole, or ended and the segment that it gave up is gone. Finds how far the segment is durable for certain: what
    /// is not whole up to there was spoiled, and what follows on it counts all the same.
    /// </summary>
    private bool IsWhole(int segment)
    {
        int limit = _table.Bytes[segment];
        long counter = _table.Counter[segment];
        bool whole = true;
        bool ended = false;
        bool used = false;
        int expected = 0;
        _trusted = 0;
        for (int position = _log.Next(segment, 0, limit, counter); position >= 0; position = _log.Next(segment, expected, limit, counter))
        {
            if (!ended)
            {
                bool good = _log.Load(segment, position, counter, _log.Buffer, RecordLog.HeaderBytes);
                ended = _log.Type == RecordType.CheckpointEnd;
                whole &= position == expected && (good || ended);
                if (ended)
                {
                    _trusted = position;
                    used |= _draft.Evicted != 0 && _table.Find(_draft.Evicted) < 0; // It is erased after that sync only.
                }
            }
            if (_log.IsAfterSync)
            {
                used = true;
                _trusted = position;
            }
            expected = position + _log.Total;
        }
        return used || (ended && whole);
    }

    /// <summary>Takes over what the newest segment says, up to what was torn off or never synced.</summary>
    private void ScanNewest(int segment)
    {
        int limit = _table.Bytes[segment];
        long counter = _table.Counter[segment];
        Array.Copy(_draft.Next, 0, _next, 0, Streams.Count);
        int expected = 0;
        int end = -1;
        for (int position = _log.Next(segment, 0, limit, counter); position >= 0; position = _log.Next(segment, expected, limit, counter))
        {
            bool good = _log.Load(segment, position, counter, _log.Buffer, RecordLog.HeaderBytes);
            _damaged |= !good || position > expected;
            if (position > expected && (expected > 0 || position != RecordLog.HeaderBytes + SegmentHeader.Bytes))
                Spoiled(position - expected);
            if (end < 0 && _trusted <= expected && (!good || position > expected))
                end = expected;
            if (_log.Type == RecordType.Message && _log.Key < Streams.Count && _log.Sequence >= _next[_log.Key])
            {
                _next[_log.Key] = _log.Sequence + 1;
                _floor[_log.Key] = 0; // Within a segment the sequences of a stream rise.
            }
            if (_log.Type == RecordType.Boot && _log.Sequence > _draft.Boot)
                _draft.Boot = _log.Sequence;
            if (good && end < 0)
                Apply(segment);
            expected = position + _log.Total;
        }
        _table.Bytes[segment] = end < 0 ? expected : end;
        if (limit > expected)
        {
            // A power cut leaves a record without its end; bytes that are no record's beginning may have been anything.
            _damaged = true;
            if (!IsTorn(segment, expected, limit, counter))
                Spoiled(limit - expected);
        }
        Counters.TornTails += _damaged ? 1 : 0;
    }

    /// <summary>Bytes of the newest segment that are no record: they may have held messages, and starts.</summary>
    private void Spoiled(int bytes)
    {
        for (int stream = 0; stream < Streams.Count; stream++)
            _floor[stream] = Larger(_floor[stream], _next[stream]) + (bytes / MessageBytesMin) + 1;
        _draft.Boot += (bytes / RecordLog.HeaderBytes) + 1;
    }

    /// <summary>True when a record begins there and its end is missing, as a power cut leaves it.</summary>
    private bool IsTorn(int segment, int position, int limit, long counter)
    {
        return limit - position < RecordLog.HeaderBytes || _log.Peek(segment, position, limit, counter);
    }

    /// <summary>
    /// A segment that does not count. When a power cut tore its beginning, nothing in it was ever sent; but when it is
    /// spoiled, it may have been in use.
    /// </summary>
    /// <returns>True when it was torn.</returns>
    private bool ScanForFloor(int segment)
    {
        int limit = _table.Bytes[segment];
        long counter = _table.Counter[segment];
        bool torn = true;
        int expected = 0;
        for (int stream = 0; stream < Streams.Count; stream++)
            _next[stream] = _draft.Next[stream];
        for (int position = _log.Next(segment, 0, limit, counter); position >= 0; position = _log.Next(segment, expected, limit, counter))
        {
            torn &= position == expected && _log.Load(segment, position, counter, _log.Buffer, RecordLog.HeaderBytes);
            if (_log.Type == RecordType.Message && _log.Key < Streams.Count)
                _next[_log.Key] = Larger(_next[_log.Key], _log.Sequence + 1);
            expected = position + _log.Total;
        }
        torn &= limit == expected || IsTorn(segment, expected, limit, counter);
        for (int stream = 0; !torn && stream < Streams.Count; stream++)
            _dropped[stream] = Larger(_dropped[stream], _next[stream] + (limit / MessageBytesMin));
        _droppedBoot = torn ? _droppedBoot : Larger(_droppedBoot, _draft.Boot + (limit / RecordLog.HeaderBytes));
        return torn;
    }

    /// <summary>All of an older segment that counts was durable before the newer one began.</summary>
    private void ScanOlder(int segment)
    {
        int limit = _table.Bytes[segment];
        long counter = _table.Counter[segment];
        for (int position = _log.Next(segment, 0, limit, counter); position >= 0; position = _log.Next(segment, position + _log.Total, limit, counter))
        {
            if (_log.Type == RecordType.Message && _log.Key < Streams.Count)
                _table.Note(segment, _log.Key, _log.Sequence, _log.Total);
            else if (_damaged && _log.Type == RecordType.State)
                RecoverState(segment, position, counter);
        }
    }

    /// <summary>A state of which the newest segment lost every copy: the last one that is left is better than none.</summary>
    private void RecoverState(int segment, int position, long counter)
    {
        int key = _log.Key;
        if (key < StateKeys.Count
            && (_states[key] == null || _stateFrom[key] == counter)
            && _log.Load(segment, position, counter, _log.Buffer, RecordLog.HeaderBytes))
        {
            KeepState();
            _stateFrom[key] = counter;
        }
    }

    private void KeepState()
    {
        _states[_log.Key] = new byte[_log.Length];
        Array.Copy(_log.Buffer, RecordLog.HeaderBytes, _states[_log.Key], 0, _log.Length);
    }

    /// <summary>Takes over what a record of the newest segment says.</summary>
    private void Apply(int segment)
    {
        if (_log.Type == RecordType.Message && _log.Key < Streams.Count)
        {
            _table.Note(segment, _log.Key, _log.Sequence, _log.Total);
        }
        else if (_log.Type == RecordType.State && _log.Key < StateKeys.Count)
        {
            KeepState();
        }
        else if (_log.Type == RecordType.Acknowledged && _log.Length == Streams.Count * 8)
        {
            for (int stream = 0; stream < Streams.Count; stream++)
                _draft.Watermark[stream] = LittleEndian.Get(_log.Buffer, RecordLog.HeaderBytes + stream * 8, 8);
        }
    }
}
