using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

/// <summary>A disk in memory that forgets at a crash whatever was not synced: bytes, lengths and names.</summary>
internal sealed class ModelDisk : IJournalDisk
{
    private readonly Dictionary<string, Entry> _files = new(StringComparer.Ordinal);
    private Dictionary<string, Entry> _durableNames = new(StringComparer.Ordinal);

    public long CapacityBytes { get; set; } = long.MaxValue;

    public bool SyncFails { get; set; }

    public int Syncs { get; private set; }

    public List<string> Calls { get; } = [];

    public byte[] Bytes(string name) => [.. _files[name].Bytes];

    public void Overwrite(string name, byte[] bytes)
    {
        _files[name].Bytes = [.. bytes];
        _files[name].Synced = bytes.Length;
    }

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public long Length(string name) => _files.TryGetValue(name, out var file) ? file.Bytes.Count : 0;

    public DiskOutcome Create(string name)
    {
        Calls.Add($"create {name}");
        _files[name] = new();
        return DiskOutcome.Done;
    }

    public DiskOutcome Append(string name, ReadOnlySpan<byte> bytes)
    {
        Calls.Add($"append {name}");
        var room = CapacityBytes - _files.Values.Sum(file => (long)file.Bytes.Count);
        if (room < bytes.Length)
        {
            _files[name].Bytes.AddRange(bytes[..(int)Math.Max(0, room)]);
            return DiskOutcome.Full;
        }
        _files[name].Bytes.AddRange(bytes);
        return DiskOutcome.Done;
    }

    public DiskOutcome SyncFile(string name)
    {
        Calls.Add($"sync {name}");
        Syncs++;
        if (SyncFails)
        {
            return DiskOutcome.Failed;
        }
        _files[name].Synced = _files[name].Bytes.Count;
        return DiskOutcome.Done;
    }

    public DiskOutcome SyncDirectory()
    {
        Calls.Add("sync directory");
        _durableNames = new(_files, StringComparer.Ordinal);
        return DiskOutcome.Done;
    }

    public int Read(string name, long offset, Span<byte> into)
    {
        if (!_files.TryGetValue(name, out var file) || offset >= file.Bytes.Count)
        {
            return 0;
        }
        var count = (int)Math.Min(into.Length, file.Bytes.Count - offset);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(file.Bytes).Slice((int)offset, count).CopyTo(into);
        return count;
    }

    public DiskOutcome Delete(string name)
    {
        Calls.Add($"delete {name}");
        _files.Remove(name);
        return DiskOutcome.Done;
    }

    public DiskOutcome Rename(string from, string to)
    {
        Calls.Add($"rename {from} {to}");
        _files.Remove(from, out var file);
        _files[to] = file!;
        return DiskOutcome.Done;
    }

    /// <summary>The power goes: names go back to the last directory sync, and of bytes not synced a random part stays, its last bytes perhaps rotten.</summary>
    public void Crash(Random random)
    {
        _files.Clear();
        foreach (var (name, file) in _durableNames)
        {
            var loose = file.Bytes.Count - file.Synced;
            var kept = random.Next(loose + 1);
            file.Bytes.RemoveRange(file.Synced + kept, loose - kept);
            for (var i = 0; i < 3 && kept > 0 && random.Next(2) == 0; i++)
            {
                file.Bytes[^random.Next(1, Math.Min(kept, 8) + 1)] ^= (byte)random.Next(1, 256);
            }
            file.Synced = file.Bytes.Count;
            _files[name] = file;
        }
        (CapacityBytes, SyncFails) = (long.MaxValue, false);
    }

    private sealed class Entry
    {
        public List<byte> Bytes { get; set; } = [];

        public int Synced { get; set; }
    }
}
