namespace Wattline.Gateway.Journal;

/// <summary>
/// How far a stream was acknowledged: a low-water mark, and what above it was acknowledged out of order. Safe for a reader
/// and acknowledgements on different threads.
/// </summary>
public sealed class StreamCursor
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _skip = [];
    private (long Lsn, bool Acknowledged)[] _out = new (long, bool)[256];
    private int _head;
    private int _count;
    private long _read;

    internal StreamCursor()
    {
    }

    /// <summary>Every record of the stream up to this LSN was acknowledged.</summary>
    public long LowWater
    {
        get
        {
            lock (_lock)
            {
                return _count == 0 ? _read : _out[_head].Lsn - 1;
            }
        }
    }

    /// <summary>Records handed out and not acknowledged, with those acknowledged after them.</summary>
    public int Outstanding
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    internal bool Moved { get; private set; }

    /// <summary>Takes note that a record arrived where it was sent to. An LSN that is not out changes nothing.</summary>
    public void Acknowledge(long lsn)
    {
        lock (_lock)
        {
            if (Find(lsn) is var place && place >= 0)
            {
                At(place).Acknowledged = true;
                Trim();
            }
        }
    }

    /// <summary>Whether a record of the stream was acknowledged, in its turn or before it: it is not handed out again.</summary>
    public bool IsAcknowledged(long lsn)
    {
        lock (_lock)
        {
            return lsn < (_count == 0 ? _read + 1 : _out[_head].Lsn) || _skip.Contains(lsn) || (Find(lsn) is var place && place >= 0 && At(place).Acknowledged);
        }
    }

    internal bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _count < JournalLimits.OutstandingMax;
            }
        }
    }

    internal void Restore(long lowWater, ReadOnlySpan<long> acknowledgedAbove)
    {
        _read = lowWater;
        foreach (var lsn in acknowledgedAbove)
        {
            _skip.Add(lsn);
        }
    }

    /// <summary>A log that lost its head or its tail cannot be asked for what is not there.</summary>
    internal void StartWithin(long min, long max)
    {
        _read = Math.Clamp(_read, Math.Min(min, max), max);
        _skip.RemoveWhere(lsn => lsn <= _read || lsn > max);
    }

    /// <summary>The reader has seen a record of another stream.</summary>
    internal void Pass(long lsn)
    {
        lock (_lock)
        {
            _read = lsn;
            Moved |= _count == 0;
        }
    }

    /// <summary>The reader has a record of this stream. False: it was acknowledged before, and is not handed out.</summary>
    internal bool TryHandOut(long lsn)
    {
        lock (_lock)
        {
            var known = _skip.Remove(lsn);
            _read = lsn;
            if (_count == _out.Length)
            {
                Grow();
            }
            _count++;
            At(_count - 1) = (lsn, known);
            Trim();
            return !known;
        }
    }

    /// <summary>Takes everything back that is not acknowledged. Returns the LSN to read from.</summary>
    internal long Rewind()
    {
        lock (_lock)
        {
            var low = _count == 0 ? _read : _out[_head].Lsn - 1;
            for (; _count > 0; _count--, _head = (_head + 1) % _out.Length)
            {
                if (_out[_head].Acknowledged)
                {
                    _skip.Add(_out[_head].Lsn);
                }
            }
            _read = low;
            return low + 1;
        }
    }

    /// <summary>What a restart must know: the low-water mark, and the LSNs acknowledged above it.</summary>
    internal long Snapshot(List<long> acknowledgedAbove)
    {
        lock (_lock)
        {
            for (var i = 0; i < _count; i++)
            {
                if (At(i).Acknowledged)
                {
                    acknowledgedAbove.Add(At(i).Lsn);
                }
            }
            acknowledgedAbove.AddRange(_skip);
            Moved = false;
            return _count == 0 ? _read : _out[_head].Lsn - 1;
        }
    }

    internal void SaveFailed() => Moved = true;

    private ref (long Lsn, bool Acknowledged) At(int index) => ref _out[(_head + index) % _out.Length];

    /// <summary>The place of a record that is out; negative when it is not.</summary>
    private int Find(long lsn)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var at = At(middle).Lsn;
            if (at == lsn)
            {
                return middle;
            }
            (low, high) = at < lsn ? (middle + 1, high) : (low, middle - 1);
        }
        return -1;
    }

    private void Trim()
    {
        Moved = true;
        while (_count > 0 && _out[_head].Acknowledged)
        {
            _head = (_head + 1) % _out.Length;
            _count--;
        }
    }

    private void Grow()
    {
        var larger = new (long, bool)[_out.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = At(i);
        }
        (_out, _head) = (larger, 0);
    }
}
