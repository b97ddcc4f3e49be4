namespace Wattline.Firmware.Storage;

/// <summary>What the journal remembers of each segment while it runs.</summary>
internal sealed class SegmentTable
{
    /// <summary>Counter of the segment; 0 when it is free (erased, or to be erased before use).</summary>
    public readonly long[] Counter;

    /// <summary>Bytes that count.</summary>
    public readonly int[] Bytes;

    /// <summary>Counter of the segment whose header says how many bytes count; 0 when none does.</summary>
    public readonly long[] LimitedBy;

    /// <summary>It holds something that was spoiled, and does not count: it says that sequences are to be skipped.</summary>
    public readonly bool[] IsUnknown;

    private readonly long[] _first;
    private readonly long[] _last;
    private readonly int[] _bytes;

    public SegmentTable(int segments)
    {
        Counter = new long[segments];
        Bytes = new int[segments];
        LimitedBy = new long[segments];
        IsUnknown = new bool[segments];
        _first = new long[segments * Streams.Count];
        _last = new long[segments * Streams.Count];
        _bytes = new int[segments * Streams.Count];
    }

    public int Count => Counter.Length;

    /// <summary>Lowest sequence of a stream in the segment; 0 when it holds none.</summary>
    public long First(int segment, int stream)
    {
        return _first[segment * Streams.Count + stream];
    }

    /// <summary>Highest sequence of a stream in the segment; 0 when it holds none.</summary>
    public long Last(int segment, int stream)
    {
        return _last[segment * Streams.Count + stream];
    }

    /// <summary>Bytes of a stream's messages in the segment.</summary>
    public int BytesOf(int segment, int stream)
    {
        return _bytes[segment * Streams.Count + stream];
    }

    public void Clear(int segment)
    {
        Counter[segment] = 0;
        Bytes[segment] = 0;
        LimitedBy[segment] = 0;
        IsUnknown[segment] = false;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            _first[segment * Streams.Count + stream] = 0;
            _last[segment * Streams.Count + stream] = 0;
            _bytes[segment * Streams.Count + stream] = 0;
        }
    }

    /// <summary>Notes a message. Within a segment the sequences of a stream rise.</summary>
    public void Note(int segment, int stream, long sequence, int bytes)
    {
        int index = segment * Streams.Count + stream;
        _bytes[index] += bytes;
        if (_first[index] == 0)
            _first[index] = sequence;
        _last[index] = sequence;
    }

    /// <summary>The segment with the highest counter below a bound, or -1.</summary>
    public int NewestBelow(long bound)
    {
        int found = -1;
        for (int i = 0; i < Count; i++)
        {
            if (Counter[i] > 0 && Counter[i] < bound && (found < 0 || Counter[i] > Counter[found]))
                found = i;
        }
        return found;
    }

    /// <summary>The segment with this counter, or -1.</summary>
    public int Find(long counter)
    {
        for (int i = 0; i < Count; i++)
        {
            if (counter > 0 && Counter[i] == counter)
                return i;
        }
        return -1;
    }
}
