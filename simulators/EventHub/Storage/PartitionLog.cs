namespace Wattline.Simulators.EventHub.Storage;

/// <summary>The events of a partition in memory: appended at the end, dropped at the start, found by number, offset or time.</summary>
public sealed class PartitionLog
{
    /// <summary>Bytes of a chunk: a few thousand events of ordinary size.</summary>
    private const int ChunkBytes = 1 << 20;

    private readonly List<Chunk> _chunks = [];
    private long _offset;

    /// <summary>The number that the next event will have.</summary>
    public long NextSequence { get; private set; }

    /// <summary>The first event that is still there; null when none is.</summary>
    public StoredEvent? First => _chunks.Count > 0 && _chunks[0].Count > 0 ? _chunks[0][0] : null;

    /// <summary>The last event, also when retention dropped it since; null when there never was one.</summary>
    public StoredEvent? Last { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The offset that the next event will have.</summary>
    public long NextOffset => _offset;

    /// <summary>Says which number and offset the first event has; only while there is none.</summary>
    public void StartAt(long sequence, long offset)
    {
        if (_chunks.Count == 0)
        {
            (NextSequence, _offset) = (sequence, offset);
        }
    }

    /// <summary>Gives the place where the next event's message is to be written.</summary>
    public Span<byte> Room(int length)
    {
        if (_chunks.Count == 0 || _chunks[^1].Room(length).IsEmpty)
        {
            var chunk = new Chunk(NextSequence, Math.Max(ChunkBytes, length));
            _chunks.Add(chunk);
            Bytes += chunk.Capacity;
        }
        return _chunks[^1].Room(length);
    }

    /// <summary>Appends what was written into <see cref="Room"/>.</summary>
    public StoredEvent Append(int length, long enqueuedAt)
    {
        var stored = _chunks[^1].Keep(length, _offset, enqueuedAt);
        NextSequence++;
        _offset += length;
        Last = stored;
        return stored;
    }

    /// <summary>The event of a number, or the first one that is left behind it; null when there is none yet.</summary>
    public StoredEvent? At(long sequence)
    {
        if (sequence >= NextSequence || First is not { } first)
        {
            return null;
        }
        if (sequence <= first.Sequence)
        {
            return first;
        }
        int low = 0, high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _chunks[middle].FirstSequence <= sequence ? (middle, high) : (low, middle - 1);
        }
        return _chunks[low][(int)(sequence - _chunks[low].FirstSequence)];
    }

    /// <summary>The number of the first event whose key is at least the one given.</summary>
    /// <param name="key">The key.</param>
    /// <param name="of">What an event's key is; never smaller than that of the event before it.</param>
    public long FirstAtLeast(long key, Func<StoredEvent, long> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        long low = First?.Sequence ?? NextSequence, high = NextSequence;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (of(At(middle)!.Value) >= key)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }

    /// <summary>Drops whole chunks whose events are all older than a time, and the oldest while there are too many bytes.</summary>
    public void Trim(long olderThan, long bytesMax)
    {
        while (_chunks.Count > 1 && (_chunks[0].LastEnqueuedAt < olderThan || Bytes > bytesMax))
        {
            Bytes -= _chunks[0].Capacity;
            _chunks.RemoveAt(0);
        }
        if (_chunks.Count == 1 && _chunks[0].Count > 0 && _chunks[0].LastEnqueuedAt < olderThan)
        {
            Bytes = 0;
            _chunks.Clear();
        }
    }
}
