using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Uplink;

/// <summary>
/// The replays that the cloud asked for, in turn: what the journal holds is read again, what it does not hold is told
/// by a lost event, once for a range.
/// </summary>
internal sealed class ReplayQueue
{
    private readonly FlashJournal _journal;
    private readonly JournalCursor _cursor = new JournalCursor(Streams.Money);
    private readonly ulong[] _epoch = new ulong[UplinkLimits.ReplaysMax];
    private readonly int[] _stream = new int[UplinkLimits.ReplaysMax];
    private readonly long[] _first = new long[UplinkLimits.ReplaysMax];
    private readonly long[] _asked = new long[UplinkLimits.ReplaysMax]; // The first that was asked for: _first goes on.
    private readonly long[] _last = new long[UplinkLimits.ReplaysMax];
    private readonly ulong[] _toldEpoch = new ulong[UplinkLimits.ToldMax];
    private readonly int[] _toldStream = new int[UplinkLimits.ToldMax];
    private readonly long[] _toldFirst = new long[UplinkLimits.ToldMax];
    private readonly long[] _toldLast = new long[UplinkLimits.ToldMax];
    private int _head;
    private int _count;
    private int _told;

    public ReplayQueue(FlashJournal journal)
    {
        _journal = journal;
    }

    public bool IsEmpty => _count == 0;

    /// <summary>Stream of the message that was read last.</summary>
    public int Stream { get; private set; }

    /// <summary>Sequence of the message that was read last.</summary>
    public long Sequence => _cursor.Sequence;

    /// <summary>Takes a request: sequences from 1, first not above last.</summary>
    /// <returns>False when there is no room.</returns>
    public bool Add(ulong epoch, int stream, long first, long last)
    {
        // What is not acknowledged is on its way without being asked for.
        if (epoch == _journal.Epoch && last > _journal.Acknowledged(stream))
            last = _journal.Acknowledged(stream);
        if (first > last)
            return true;
        for (int i = 0; i < _count; i++)
        {
            int queued = (_head + i) % UplinkLimits.ReplaysMax;
            if (_epoch[queued] == epoch && _stream[queued] == stream && _asked[queued] <= first && last <= _last[queued])
                return true;
        }
        if (_count == UplinkLimits.ReplaysMax)
            return false;
        int slot = (_head + _count) % UplinkLimits.ReplaysMax;
        _epoch[slot] = epoch;
        _stream[slot] = stream;
        _first[slot] = first;
        _asked[slot] = first;
        _last[slot] = last;
        _count++;
        return true;
    }

    /// <summary>Reads the next message that is asked for.</summary>
    /// <returns>Its bytes; 0 when there is none now.</returns>
    public int Read(byte[] buffer, int offset)
    {
        while (_count > 0)
        {
            int slot = _head;
            int count = 0;
            if (_epoch[slot] == _journal.Epoch)
            {
                if (_cursor.Stream != _stream[slot] || _cursor.Next != _first[slot])
                    _cursor.Seek(_stream[slot], _first[slot]);
                count = _journal.Read(_cursor, buffer, offset);
            }
            bool held = count > 0 && _cursor.Sequence <= _last[slot];
            long missing = held ? _cursor.Sequence - 1 : _last[slot];
            if (missing >= _first[slot] && !Tell(slot, missing))
                return 0; // The flash refuses: later.
            _first[slot] = held ? _cursor.Sequence + 1 : _last[slot] + 1;
            if (_first[slot] > _last[slot])
            {
                _head = (_head + 1) % UplinkLimits.ReplaysMax;
                _count--;
            }
            if (held)
            {
                Stream = _stream[slot];
                return count;
            }
        }
        return 0;
    }

    /// <summary>Says that the range from the request's first to <paramref name="last"/> will never come.</summary>
    private bool Tell(int slot, long last)
    {
        for (int i = 0; i < UplinkLimits.ToldMax; i++)
        {
            if (_toldEpoch[i] == _epoch[slot] && _toldStream[i] == _stream[slot] && _toldFirst[i] == _first[slot] && _toldLast[i] == last)
                return true;
        }
        if (!_journal.AppendLost(_stream[slot], _first[slot], last, LostReasons.Overwritten, _epoch[slot]))
            return false;
        _journal.Commit(); // Refused, it becomes durable with somebody's next.
        _toldEpoch[_told] = _epoch[slot];
        _toldStream[_told] = _stream[slot];
        _toldFirst[_told] = _first[slot];
        _toldLast[_told] = last;
        _told = (_told + 1) % UplinkLimits.ToldMax;
        return true;
    }
}
