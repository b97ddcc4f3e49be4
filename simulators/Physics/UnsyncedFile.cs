namespace Wattline.Simulators.Physics;

/// <summary>A file, and how to undo each change since it was synced.</summary>
internal sealed class UnsyncedFile
{
    private readonly List<Change> _unsynced = [];
    private byte[] _bytes = [];

    /// <summary>A change: the length before, and the bytes it replaced or cut off, from a position on.</summary>
    private readonly record struct Change(int LengthBefore, int Position, byte[] Replaced, int Written);

    public int Length { get; private set; }

    public void Write(int position, ReadOnlySpan<byte> bytes)
    {
        var end = position + bytes.Length;
        var replaced = _bytes.AsSpan(position, Math.Max(0, Math.Min(end, Length) - position)).ToArray();
        _unsynced.Add(new Change(Length, position, replaced, bytes.Length));
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(position));
        Length = Math.Max(Length, end);
    }

    public void Truncate(int length)
    {
        _unsynced.Add(new Change(Length, length, _bytes.AsSpan(length, Length - length).ToArray(), 0));
        Length = length;
    }

    public int Read(int position, Span<byte> into)
    {
        var count = Math.Max(0, Math.Min(into.Length, Length - position));
        _bytes.AsSpan(Math.Min(position, Length), count).CopyTo(into);
        return count;
    }

    public void Sync() => _unsynced.Clear();

    /// <summary>Undoes changes from a random one on; that one is torn at a random byte if it is a write.</summary>
    /// <returns>Bytes of writes that were lost.</returns>
    public long Crash(Random random)
    {
        var lost = 0L;
        var kept = random.Next(_unsynced.Count + 1);
        for (var i = _unsynced.Count - 1; i >= kept; i--)
        {
            var change = _unsynced[i];
            var torn = i == kept && change.Written > 0 ? random.Next(change.Written) : 0;
            lost += change.Written - torn;
            Undo(change, torn);
        }
        _unsynced.Clear();
        return lost;
    }

    private void Undo(Change change, int keptOfWrite)
    {
        if (change.Replaced.Length > keptOfWrite)
            change.Replaced.AsSpan(keptOfWrite).CopyTo(_bytes.AsSpan(change.Position + keptOfWrite));
        Length = Math.Max(change.LengthBefore, change.Position + keptOfWrite);
    }
}
