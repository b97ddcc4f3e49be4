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

    /// <summary>The number of the first event that is still there; the next one's when none is.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>The first event that is still there; null when none is.</summary>
    public StoredEvent? First => FirstSequence < NextSequence ? Find(FirstSequence) : null;

    /// <summary>The last event's offset, also when retention dropped it since; -1 when there never was one.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>When the last event was taken, milliseconds since 1970, UTC; 0 when there never was one.</summary>
    public long LastEnqueuedAt { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The offset that the next event will have.</summary>
    public long NextOffset => _offset;

    /// <summary>Says which number and offset the next event has, and which offset and time the one before; only while there is none.</summary>
    public void StartAt(long sequence, long offset, long lastOffset, long lastEnqueuedAt)
    {
        if (First is null)
        {
            _chunks.Clear();
            (FirstSequence, NextSequence, _offset, LastOffset, LastEnqueuedAt, Bytes) = (sequence, sequence, offset, lastOffset, lastEnqueuedAt, 0);
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
        (LastOffset, LastEnqueuedAt) = (stored.Offset, enqueuedAt);
        return stored;
    }

    /// <summary>The event of a number, or the first one that is left behind it; null when there is none yet.</summary>
    public StoredEvent? At(long sequence)
    {
        if (sequence >= NextSequence || First is not { } first)
        {
            return null;
        }
        return sequence <= first.Sequence ? first : Find(sequence);
    }

    /// <summary>The number of the first event whose key is at least the one given.</summary>
    /// <param name="key">The key.</param>
    /// <param name="of">What an event's key is; never smaller than that of the event before it.</param>
    public long FirstAtLeast(long key, Func<StoredEvent, long> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        long low = FirstSequence, high = NextSequence;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (of(Find(middle)) >= key)
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

    /// <summary>Lets events go that are older than a time, and the oldest while there are too many bytes. Memory is given back by chunks.</summary>
    public void Trim(long olderThan, long bytesMax)
    {
        FirstSequence = FirstAtLeast(olderThan, stored => stored.EnqueuedAt);
        while (_chunks.Count > 1 && (_chunks[0].LastEnqueuedAt < olderThan || Bytes > bytesMax))
        {
            Bytes -= _chunks[0].Capacity;
            _chunks.RemoveAt(0);
            FirstSequence = Math.Max(FirstSequence, _chunks[0].FirstSequence);
        }
        if (_chunks.Count == 1 && _chunks[0].Count > 0 && _chunks[0].LastEnqueuedAt < olderThan)
        {
            Bytes = 0;
            _chunks.Clear();
        }
    }

    private StoredEvent Find(long sequence)
    {
        int low = 0, high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _chunks[middle].FirstSequence <= sequence ? (middle, high) : (low, middle - 1);
        }
        return _chunks[low][(int)(sequence - _chunks[low].FirstSequence)];
    }
}
