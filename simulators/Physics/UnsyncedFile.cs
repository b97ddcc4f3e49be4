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

    /// <summary>
    /// The same for a page cache: each page stays as it was at a moment of its own since the last sync, so that what was written
    /// later may be there and what was written before it not. Bytes that never came are zeros. A file that was cut off since has no such pages.
    /// </summary>
    /// <returns>Bytes of writes that were lost.</returns>
    public long Crash(Random random, int pageBytes)
    {
        if (_unsynced.Exists(change => change.Written == 0))
            return Crash(random);
        var (lost, length) = (0L, _unsynced.Count == 0 ? Length : _unsynced[0].LengthBefore);
        var moments = new Dictionary<int, int>();
        for (var i = _unsynced.Count - 1; i >= 0; i--)
        {
            var (_, position, replaced, written) = _unsynced[i];
            for (var (at, end) = (position, position + written); at < end;)
            {
                var page = at / pageBytes;
                var count = Math.Min(end, (page + 1) * pageBytes) - at;
                if (!moments.TryGetValue(page, out var moment))
                    moments[page] = moment = random.Next(3) switch { 0 => 0, 1 => _unsynced.Count, _ => random.Next(_unsynced.Count + 1) };
                if (i < moment)
                {
                    length = Math.Max(length, at + count);
                }
                else
                {
                    lost += count;
                    var old = replaced.AsSpan(Math.Min(at - position, replaced.Length));
                    old = old[..Math.Min(old.Length, count)];
                    old.CopyTo(_bytes.AsSpan(at));
                    _bytes.AsSpan(at + old.Length, count - old.Length).Clear();
                }
                at += count;
            }
        }
        // The length may come before the bytes.
        Length = random.Next(4) == 0 ? random.Next(length, Length + 1) : length;
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
