using System;

namespace Wattline.Firmware.Storage;

/// <summary>
/// Beginning a new segment. Its checkpoint and one sync decide at once: the new state of everything, how much of the
/// segment before counts, and which segment is given up; before that sync returns, none of it happened.
/// </summary>
public sealed partial class FlashJournal
{
    private readonly long[] _nextDraft = new long[Streams.Count];
    private readonly long[] _given = new long[Streams.Count];

    private bool Rotate()
    {
        return Rotate(false);
    }

    private bool Rotate(bool renews)
    {
        int spare = PickSpare();
        if (spare < 0)
            return Refused();
        _log.ReadFailed = false;

        // :: Step 1: what the segment in use holds is durable, or else it is carried over. When its end is torn or was
        // refused and it is not nearly full, all of it moves: a power cut must not cost a segment.
        bool carryTail = _segment >= 0 && (_suspect || !Sync());
        bool moves = !renews && _segment >= 0 && _closed && CanMove();
        if (renews && carryTail)
            return Refused();

        // :: Step 2: the spare is empty for certain, so that no earlier life comes back under the new one; and so is
        // whatever was given up or begun in vain, which a higher counter would make an older segment that counts.
        if (!EraseFree(spare, out bool erased) || ((erased || carryTail) && !_flash.Sync()))
            return Refused();

        // :: Step 3: the new checkpoint.
        int victim = moves ? _segment : -1;
        if (!moves && !renews && !HasFreeBeside(spare))
        {
            int share = _flash.SegmentBytes / JournalLimits.MoneyShare;
            victim = PickVictim(share);
            if (victim < 0)
                victim = PickVictim(2 * share); // Refused money that reached the medium all the same was counted by nobody.
            if (victim < 0)
                return Refused();
        }
        DraftHeader(victim, carryTail, moves);
        if (renews)
            DraftEpoch();
        if (!WriteCheckpoint(spare, victim, carryTail, moves) || _log.ReadFailed || !_flash.Sync())
        {
            // It may be whole on the medium all the same, and would then rule: nothing follows in the old segment,
            // and the next attempt begins here, by erasing.
            _closed = true;
            _dirty = spare;
            _moneyCountedAt = -1; // The attempt counted what it carried.
            return Refused();
        }

        // :: Step 4: it is so.
        bool loses = !renews && _live.Watermark[Streams.Readings] < _draft.Watermark[Streams.Readings];
        if (loses)
            ShowGivenUp(victim, _live.Watermark[Streams.Readings], _draft.Watermark[Streams.Readings]);
        Adopt(spare, victim);
        if (renews)
            Disown(spare);

        // Before the segment is used it is erased at the latest; until then the header says that it does not count. Readings that
        // went with it stay until then: whoever was shown them may forget them in a power cut.
        if (victim >= 0 && !loses && !_flash.Erase(victim))
            Refused();
        return true;
    }

    /// <summary>
    /// A free segment; the one that must be erased comes first, before the next header forgets it, and one that is
    /// empty before one that cannot be read.
    /// </summary>
    private int PickSpare()
    {
        if (_dirty >= 0 && _table.Counter[_dirty] == 0)
            return _dirty;
        int found = -1;
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table.Counter[i] == 0 && (found < 0 || (_flash.Length(i) == 0 && _flash.Length(found) != 0)))
                found = i;
        }
        return found;
    }

    private bool EraseFree(int spare, out bool erased)
    {
        erased = false;
        for (int i = 0; i < _table.Count; i++)
        {
            // While the journal opens, what says that sequences are to be skipped stays until a new header says it.
            if (_table.Counter[i] != 0 || _flash.Length(i) == 0 || (_table.IsUnknown[i] && i != spare && !_open))
                continue;
            if (!_flash.Erase(i))
                return false;
            _evictedBytes = i == _evicted ? 0 : _evictedBytes;
            erased = true;
            _table.IsUnknown[i] = false;
        }
        return true;
    }

    /// <summary>True when all messages of the segment in use fit into a new one, and leave a quarter of it free.</summary>
    private bool CanMove()
    {
        int limit = _table.Bytes[_segment];
        long counter = _table.Counter[_segment];
        int bytes = (2 * (RecordLog.HeaderBytes + SegmentHeader.Bytes)) + StateBytesWith(-1, 0);
        for (int position = _log.Next(_segment, 0, limit, counter); position >= 0; position = _log.Next(_segment, position + _log.Total, limit, counter))
        {
            if (_log.Type == RecordType.Message)
                bytes += _log.Total;
        }
        return bytes <= _flash.SegmentBytes - (_flash.SegmentBytes / JournalLimits.RecordShare);
    }

    private bool HasFreeBeside(int spare)
    {
        for (int i = 0; i < _table.Count; i++)
        {
            if (i != spare && _table.Counter[i] == 0)
                return true;
        }
        return false;
    }

    /// <summary>
    /// The oldest segment of which everything is settled; else the oldest whose unacknowledged money is little enough
    /// to be carried. The segment in use is given up only when there are no more than two, and one that says how much of
    /// another counts not before that other, if there is a choice.
    /// </summary>
    private int PickVictim(int moneyMax)
    {
        int victim = PickVictim(moneyMax, false);
        return victim >= 0 ? victim : PickVictim(moneyMax, true);
    }

    private int PickVictim(int moneyMax, bool limits)
    {
        int settled = -1;
        int light = -1;
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table.Counter[i] == 0 || (i == _segment && _table.Count > 2) || (!limits && Limits(i)))
                continue;
            if (IsSettled(i))
                settled = settled < 0 || _table.Counter[i] < _table.Counter[settled] ? i : settled;
            else if (light < 0 || _table.Counter[i] < _table.Counter[light])
                light = MoneyIn(i) <= moneyMax ? i : light;
        }
        return settled >= 0 ? settled : light;
    }

    private bool Limits(int segment)
    {
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table.Counter[i] > 0 && _table.LimitedBy[i] == _table.Counter[segment] && _table.Bytes[i] < _flash.Length(i))
                return true;
        }
        return false;
    }

    private bool IsSettled(int segment)
    {
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            if (_table.Last(segment, stream) > _live.Watermark[stream])
                return false;
        }
        return true;
    }

    private void DraftHeader(int victim, bool carryTail, bool moves)
    {
        _draft.Counter = ++_highest;
        _draft.Epoch = _live.Epoch;
        _draft.Boot = _live.Boot;
        _draft.Evicted = victim < 0 ? 0 : _table.Counter[victim];
        _draft.Previous = _segment < 0 ? 0 : moves ? _live.Previous : _table.Counter[_segment];
        _draft.PreviousBytes = _segment < 0 ? 0 : moves ? _live.PreviousBytes : carryTail ? _synced : _table.Bytes[_segment];
        Array.Copy(_committed, 0, _draft.Next, 0, Streams.Count);
        Array.Copy(_next, 0, _nextDraft, 0, Streams.Count);
        Array.Copy(_live.Watermark, 0, _draft.Watermark, 0, Streams.Count);
        Array.Copy(_live.LostFirst, 0, _draft.LostFirst, 0, Streams.Count);
        Array.Copy(_live.LostLast, 0, _draft.LostLast, 0, Streams.Count);
        Array.Copy(_live.LostEvent, 0, _draft.LostEvent, 0, Streams.Count);
        Array.Copy(_live.LostTold, 0, _draft.LostTold, 0, Streams.Count);
        if (victim < 0 || moves)
            return;
        DraftCarried(victim, carryTail);
        for (int stream = Streams.Events; stream < Streams.Count; stream++)
            DraftLoss(stream);

        // A lost event that is itself given up before it was acknowledged is told again.
        for (int stream = Streams.Events; stream < Streams.Count; stream++)
        {
            if (_draft.LostEvent[stream] > _live.Watermark[Streams.Events] && _draft.LostEvent[stream] <= _draft.Watermark[Streams.Events])
                DraftLostEvent(stream);
        }
    }

    /// <summary>
    /// Finds how far the victim's messages go that cannot be carried: of readings all, of results and events what does not fit their share.
    /// Where a tail is carried over there is no room for them.
    /// </summary>
    private void DraftCarried(int victim, bool carryTail)
    {
        int limit = victim == _segment ? _synced : _table.Bytes[victim];
        int left = carryTail ? 0 : _flash.SegmentBytes / JournalLimits.EventShare;
        for (int stream = Streams.Count - 1; stream >= Streams.Events; stream--)
        {
            _given[stream] = _table.Last(victim, stream);
            if (stream == Streams.Readings || left == 0 || _given[stream] <= _live.Watermark[stream])
                continue;
            int bytes = WaitingIn(victim, limit, stream, 0, out _);
            WaitingIn(victim, limit, stream, bytes - left, out _given[stream]);
            left -= bytes < left ? bytes : left;
        }
    }

    /// <summary>Counts a stream's unacknowledged messages in a segment.</summary>
    /// <param name="spare">Bytes to be given up, the oldest first.</param>
    /// <param name="given">The last sequence that this takes; 0 when none.</param>
    /// <returns>Bytes of all.</returns>
    private int WaitingIn(int segment, int limit, int stream, int spare, out long given)
    {
        int bytes = 0;
        long counter = _table.Counter[segment];
        given = 0;
        for (int position = _log.Next(segment, 0, limit, counter); position >= 0; position = _log.Next(segment, position + _log.Total, limit, counter))
        {
            if (_log.Type != RecordType.Message || _log.Key != stream || _log.Sequence <= _live.Watermark[stream])
                continue;
            given = bytes < spare ? _log.Sequence : given;
            bytes += _log.Total;
        }
        return bytes;
    }

    /// <summary>
    /// What the victim holds unacknowledged and is not carried, and whatever is older, is lost. As long as the event that
    /// tells of the range before is not acknowledged the range only grows: in a long outage one event waits, not one of each lap.
    /// </summary>
    private void DraftLoss(int stream)
    {
        long first = _live.Watermark[stream] + 1;
        long last = _given[stream];
        if (last >= _committed[stream])
            last = _committed[stream] - 1; // Of the segment in use: what waits for its sync is carried over.
        if (last < first)
            return;
        bool waits = _live.LostEvent[stream] > _live.Watermark[Streams.Events];
        bool grew = _live.LostTold[stream] < _live.LostLast[stream];
        _draft.LostLast[stream] = last;
        _draft.Watermark[stream] = last;
        if (waits && (grew || _live.LostLast[stream] + 1 == first))
            return;
        _draft.LostFirst[stream] = grew ? _live.LostTold[stream] + 1 : first;
        DraftLostEvent(stream);
    }

    private void DraftLostEvent(int stream)
    {
        _draft.LostEvent[stream] = _nextDraft[Streams.Events]++;
        _draft.LostTold[stream] = _draft.LostLast[stream];
    }

    /// <summary>Tells what was lost since the event was written that is acknowledged now.</summary>
    private void TellGrownLosses()
    {
        for (int stream = Streams.Events; stream < Streams.Count; stream++)
        {
            long first = _live.LostTold[stream] + 1;
            long last = _live.LostLast[stream];
            if (first > last || _live.LostEvent[stream] > _live.Watermark[Streams.Events] || !AppendLost(stream, first, last, LostReasons.Overwritten, Epoch))
                continue;

            // The flash knows it from the next checkpoint on: a start before it tells the range again.
            if (_live.LostTold[stream] + 1 == first)
            {
                _live.LostFirst[stream] = first;
                _live.LostTold[stream] = last;
                _live.LostEvent[stream] = _next[Streams.Events] - 1;
            }
        }
    }

    /// <summary>Header, states, what is carried: everything, or what waits and the tail; lost events, end.</summary>
    private bool WriteCheckpoint(int spare, int victim, bool carryTail, bool moves)
    {
        long counter = _draft.Counter;
        _table.Clear(spare);
        _draft.Write(_log.Buffer, RecordLog.HeaderBytes);
        if (!Write(spare, counter, RecordType.Header, 0, counter, SegmentHeader.Bytes))
            return false;
        for (int key = 0; key < StateKeys.Count; key++)
        {
            if (_states[key] != null && !WriteState(spare, counter, key, _states[key]))
                return false;
        }
        if (moves && !Carry(_segment, 0, _table.Bytes[_segment], false, spare))
            return false;
        if (!moves && victim >= 0 && !Carry(victim, 0, victim == _segment ? _synced : _table.Bytes[victim], true, spare))
            return false;
        if (!moves && carryTail && !Carry(_segment, _synced, _table.Bytes[_segment], false, spare))
            return false;
        for (long sequence = _next[Streams.Events]; sequence < _nextDraft[Streams.Events]; sequence++)
        {
            if (!WriteLost(spare, sequence))
                return false;
        }
        _draft.Write(_log.Buffer, RecordLog.HeaderBytes);
        return Write(spare, counter, RecordType.CheckpointEnd, 0, counter, SegmentHeader.Bytes);
    }

    /// <summary>Writes the lost event that was given this sequence.</summary>
    private bool WriteLost(int spare, long sequence)
    {
        int stream = Streams.Count - 1;
        while (stream > Streams.Events && _draft.LostEvent[stream] != sequence)
            stream--;
        WriteLostBody(stream, _draft.LostFirst[stream], _draft.LostLast[stream], LostReasons.Overwritten, _live.Epoch, sequence);
        return WriteMessage(spare, _draft.Counter, Streams.Events, sequence, _body.Buffer, 0, _body.Position);
    }

    /// <summary>Copies messages to the new segment as they are: all, or those that wait and are not lost with the segment.</summary>
    private bool Carry(int source, int from, int to, bool waitingOnly, int target)
    {
        long counter = _table.Counter[source];
        int end;
        for (int position = _log.Next(source, from, to, counter); position >= 0; position = _log.Next(source, end, to, counter))
        {
            end = position + _log.Total;
            bool wanted = _log.Type == RecordType.Message
                && _log.Key < Streams.Count
                && (!waitingOnly || _log.Sequence > _draft.Watermark[_log.Key]);

            // What was spoiled is left out; the reader meets the gap and tells.
            if (wanted
                && _log.Load(source, position, counter, _log.Buffer, RecordLog.HeaderBytes)
                && !Write(target, _draft.Counter, RecordType.Message, _log.Key, _log.Sequence, _log.Length))
                return false;
        }
        return true;
    }

    private void Adopt(int spare, int victim)
    {
        for (int stream = Streams.Events; stream < Streams.Count; stream++)
            Counters.Overwritten += _draft.Epoch == _live.Epoch ? _draft.Watermark[stream] - _live.Watermark[stream] : 0;
        int limited = _table.Find(_draft.Previous);
        if (limited >= 0)
        {
            _table.Bytes[limited] = _draft.PreviousBytes;
            _table.LimitedBy[limited] = _draft.Counter;
        }
        if (victim >= 0)
            _table.Clear(victim);
        _dirty = victim;
        SwapHeaders();
        _table.Counter[spare] = _live.Counter;
        _segment = spare;
        _synced = _table.Bytes[spare];
        _closed = false;
        _suspect = false;
        _acknowledgements = 0;
        Array.Copy(_nextDraft, 0, _next, 0, Streams.Count);
        Array.Copy(_next, 0, _committed, 0, Streams.Count);
        _moneyBytes = UnacknowledgedMoney();
        Counters.Rotations++;
    }

    /// <summary>Shows the readings that are given up unacknowledged: those of the victim, and older ones that lie elsewhere.</summary>
    /// <param name="from">The highest sequence that is settled before.</param>
    /// <param name="to">The highest that is settled after.</param>
    private void ShowGivenUp(int victim, long from, long to)
    {
        _evicted = victim;
        _evictedBytes = _givenUp == null ? _table.Bytes[victim] : 0; // Whoever asks later is shown that.
        for (int i = 0; i < _table.Count && _givenUp != null; i++)
        {
            if (_table.Counter[i] > 0 && _table.Last(i, Streams.Readings) > from && _table.First(i, Streams.Readings) <= to)
                ShowGivenUp(i, _table.Bytes[i], _table.Counter[i], from, to);
        }
    }

    private void ShowGivenUp(int segment, int limit, long counter, long from, long to)
    {
        for (int position = _log.Next(segment, 0, limit, counter); position >= 0; position = _log.Next(segment, position + _log.Total, limit, counter))
        {
            bool given = _log.Type == RecordType.Message && _log.Key == Streams.Readings && _log.Sequence > from && _log.Sequence <= to;
            if (given && _log.Load(segment, position, counter, _log.Buffer, RecordLog.HeaderBytes))
                _givenUp.Record(_log.Sequence, _log.Buffer, RecordLog.HeaderBytes, _log.Length);
        }
    }

    private bool MoneyFits(int bytes)
    {
        int segments = _table.Count > 2 ? _table.Count - 2 : 1;
        long quota = (long)segments * (_flash.SegmentBytes / JournalLimits.MoneyShare);
        if (_moneyBytes + bytes <= quota)
            return true;
        if (_moneyCountedAt == _live.Watermark[Streams.Money])
            return false;
        if (_acknowledgements > 0)
            WriteWatermarks(); // Room made by acknowledgements must not vanish with them at a power cut.
        if (_acknowledgements > 0)
            return false;
        _moneyBytes = UnacknowledgedMoney();
        return _moneyBytes + bytes <= quota;
    }

    private long UnacknowledgedMoney()
    {
        long bytes = 0;
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table.Counter[i] > 0)
                bytes += MoneyIn(i);
        }
        _moneyCountedAt = _live.Watermark[Streams.Money];
        return bytes;
    }

    /// <summary>Bytes of a segment's unacknowledged money.</summary>
    private int MoneyIn(int segment)
    {
        return _table.Last(segment, Streams.Money) <= _live.Watermark[Streams.Money] ? 0 : WaitingIn(segment, _table.Bytes[segment], Streams.Money, 0, out _);
    }
}
