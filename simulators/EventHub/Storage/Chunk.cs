namespace Wattline.Simulators.EventHub.Storage;

/// <summary>A run of events whose bytes lie one behind the other. Retention drops whole chunks.</summary>
internal sealed class Chunk(long firstSequence, int bytes)
{
    private readonly byte[] _bytes = new byte[bytes];
    private readonly List<Entry> _entries = [];
    private int _used;

    public long FirstSequence => firstSequence;

    public int Count => _entries.Count;

    public int Capacity => _bytes.Length;

    public long LastEnqueuedAt => _entries.Count == 0 ? long.MinValue : _entries[^1].EnqueuedAt;

    /// <summary>The place for an event's bytes; empty when there is too little of it.</summary>
    public Span<byte> Room(int length) => _bytes.Length - _used >= length ? _bytes.AsSpan(_used, length) : default;

    /// <summary>Keeps what was written into <see cref="Room"/>.</summary>
    public StoredEvent Keep(int length, long offset, long enqueuedAt)
    {
        _entries.Add(new Entry(_used, length, offset, enqueuedAt));
        _used += length;
        return this[_entries.Count - 1];
    }

    public StoredEvent this[int index]
    {
        get
        {
            var entry = _entries[index];
            return new StoredEvent(firstSequence + index, entry.Offset, entry.EnqueuedAt, _bytes.AsMemory(entry.At, entry.Length));
        }
    }

    private readonly record struct Entry(int At, int Length, long Offset, long EnqueuedAt);
}
