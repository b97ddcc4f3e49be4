namespace Wattline.Simulators.Physics;

/// <summary>
/// A disk in memory that keeps a promise only after it was synced, as real ones do: at a crash, what was done to a
/// file since its last sync is lost from some point on, the write at that point torn at any byte; and names that
/// were created, renamed or deleted since the last directory sync are as before or after. It may also refuse.
/// With <see cref="PageBytes"/> the pages of a file are written back in any order, as a page cache's are.
/// Calls return false where a real disk would fail. Safe for several threads.
/// </summary>
public sealed class UnsyncedDisk
{
    private readonly Dictionary<string, UnsyncedFile> _durableNames = [];
    private readonly SortedDictionary<string, UnsyncedFile> _names = new(StringComparer.Ordinal);
    private readonly List<Action<Dictionary<string, UnsyncedFile>>> _nameChanges = [];
    private readonly Lock _gate = new();

    /// <summary>Bytes that all files together may hold.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Bytes that reach the medium as one; 0 when writes reach it in their order.</summary>
    public int PageBytes { get; init; }

    /// <summary>True while everything that changes the disk, syncs included, is refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>Bytes in all files.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>What was done, refused and lost.</summary>
    public UnsyncedDiskCounters Counters { get; } = new();

    /// <summary>Names of all files, in ordinal order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            using var alone = _gate.EnterScope();
            return [.. _names.Keys];
        }
    }

    /// <summary>True when a file of this name exists.</summary>
    public bool Exists(string name)
    {
        using var alone = _gate.EnterScope();
        return _names.ContainsKey(name);
    }

    /// <summary>Bytes of a file; 0 when there is none.</summary>
    public int Length(string name)
    {
        using var alone = _gate.EnterScope();
        return _names.TryGetValue(name, out var file) ? file.Length : 0;
    }

    /// <summary>Makes an empty file; refused when the name is taken.</summary>
    public bool Create(string name)
    {
        using var alone = _gate.EnterScope();
        if (IsRefused() || _names.ContainsKey(name))
            return false;
        var file = new UnsyncedFile();
        Rename(names => names[name] = file);
        return true;
    }

    /// <summary>Writes bytes at a position of a file that exists, at most its length; a full disk takes none.</summary>
    public bool Write(string name, int position, ReadOnlySpan<byte> bytes)
    {
        using var alone = _gate.EnterScope();
        if (IsRefused() || !_names.TryGetValue(name, out var file) || position > file.Length)
            return false;
        var growth = Math.Max(0, position + bytes.Length - file.Length);
        if (UsedBytes + growth > CapacityBytes)
        {
            Counters.Refusals++;
            return false;
        }
        file.Write(position, bytes);
        UsedBytes += growth;
        Counters.Writes++;
        Counters.BytesWritten += bytes.Length;
        return true;
    }

    /// <summary>Writes bytes at the end of a file that exists.</summary>
    public bool Append(string name, ReadOnlySpan<byte> bytes)
    {
        using var alone = _gate.EnterScope();
        return Write(name, Length(name), bytes);
    }

    /// <summary>Shortens a file; to 0 is an erase.</summary>
    public bool Truncate(string name, int length)
    {
        using var alone = _gate.EnterScope();
        if (IsRefused() || !_names.TryGetValue(name, out var file) || length > file.Length)
            return false;
        UsedBytes -= file.Length - length;
        file.Truncate(length);
        return true;
    }

    /// <summary>Copies bytes of a file.</summary>
    /// <returns>The number copied: fewer than asked only at the file's end.</returns>
    public int Read(string name, int position, Span<byte> into)
    {
        using var alone = _gate.EnterScope();
        return _names.TryGetValue(name, out var file) ? file.Read(position, into) : 0;
    }

    /// <summary>Gives a file another name; a file that had it is replaced.</summary>
    public bool Rename(string from, string to)
    {
        using var alone = _gate.EnterScope();
        if (IsRefused() || !_names.TryGetValue(from, out var file))
            return false;
        if (from == to)
            return true;
        UsedBytes -= Length(to);
        Rename(names =>
        {
            names.Remove(from);
            names[to] = file;
        });
        return true;
    }

    /// <summary>Deletes a file.</summary>
    public bool Delete(string name)
    {
        using var alone = _gate.EnterScope();
        if (IsRefused() || !_names.ContainsKey(name))
            return false;
        UsedBytes -= Length(name);
        Rename(names => names.Remove(name));
        return true;
    }

    /// <summary>Makes what a file holds durable; not its name.</summary>
    public bool Sync(string name)
    {
        using var alone = _gate.EnterScope();
        if (IsRefused() || !_names.TryGetValue(name, out var file))
            return false;
        file.Sync();
        Counters.Syncs++;
        return true;
    }

    /// <summary>Makes the names durable.</summary>
    public bool SyncNames()
    {
        using var alone = _gate.EnterScope();
        if (IsRefused())
            return false;
        foreach (var change in _nameChanges)
            change(_durableNames);
        _nameChanges.Clear();
        Counters.Syncs++;
        return true;
    }

    /// <summary>Makes all files and names durable, as one sync of a whole flash does.</summary>
    public bool SyncAll()
    {
        using var alone = _gate.EnterScope();
        if (!SyncNames())
            return false;
        foreach (var file in _names.Values)
            file.Sync();
        return true;
    }

    /// <summary>
    /// The power fails: un-synced changes survive up to a random point only, names and each file by themselves.
    /// What is there afterwards is durable.
    /// </summary>
    public void Crash(Random random)
    {
        using var alone = _gate.EnterScope();
        ArgumentNullException.ThrowIfNull(random);
        Counters.Crashes++;
        foreach (var change in _nameChanges.Take(random.Next(_nameChanges.Count + 1)))
            change(_durableNames);
        _nameChanges.Clear();
        // In the order of the names, so that one seed gives one disk.
        _names.Clear();
        UsedBytes = 0;
        foreach (var (name, file) in _durableNames.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Counters.BytesLost += PageBytes == 0 ? file.Crash(random) : file.Crash(random, PageBytes);
            _names[name] = file;
            UsedBytes += file.Length;
        }
    }

    private void Rename(Action<IDictionary<string, UnsyncedFile>> change)
    {
        change(_names);
        _nameChanges.Add(names => change(names));
    }

    private bool IsRefused()
    {
        if (Refuses)
            Counters.Refusals++;
        return Refuses;
    }
}
