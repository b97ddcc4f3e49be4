using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

/// <summary>
/// A disk in memory that forgets at a crash whatever was not synced: bytes, lengths and names. With pages it forgets as a page
/// cache does: after each write and at the crash any of the pages that are not synced reach the medium, in any order.
/// </summary>
internal sealed class ModelDisk : IJournalDisk
{
    private readonly int _pageBytes;
    private readonly Random? _writeBack;
    private readonly Dictionary<string, Entry> _files = new(StringComparer.Ordinal);
    private Dictionary<string, Entry> _durableNames = new(StringComparer.Ordinal);

    public ModelDisk()
    {
    }

    public ModelDisk(int pageBytes, Random writeBack)
    {
        (_pageBytes, _writeBack) = (pageBytes, writeBack);
    }

    public long CapacityBytes { get; set; } = long.MaxValue;

    public bool SyncFails { get; set; }

    public int Syncs { get; private set; }

    public List<string> Calls { get; } = [];

    public byte[] Bytes(string name) => [.. _files[name].Bytes];

    public void Overwrite(string name, byte[] bytes)
    {
        _files[name].Bytes = [.. bytes];
        _files[name].Sync();
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
        var full = room < bytes.Length;
        _files[name].Bytes.AddRange(full ? bytes[..(int)Math.Max(0, room)] : bytes);
        if (_writeBack is not null)
        {
            _files[name].WriteBack(_pageBytes, _writeBack);
        }
        return full ? DiskOutcome.Full : DiskOutcome.Done;
    }

    public DiskOutcome SyncFile(string name)
    {
        Calls.Add($"sync {name}");
        Syncs++;
        if (SyncFails)
        {
            return DiskOutcome.Failed;
        }
        _files[name].Sync();
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

    /// <summary>
    /// The power goes: names go back to the last directory sync. Of bytes not synced some pages stay, or without pages a part
    /// from their beginning on, its last bytes perhaps rotten.
    /// </summary>
    public void Crash(Random random)
    {
        _files.Clear();
        foreach (var (name, file) in _durableNames)
        {
            if (_writeBack is null)
            {
                file.Tear(random);
            }
            else
            {
                file.WriteBack(_pageBytes, _writeBack);
                file.Forget();
            }
            _files[name] = file;
        }
        (CapacityBytes, SyncFails) = (long.MaxValue, false);
    }

    private sealed class Entry
    {
        private readonly List<byte> _medium = [];
        private int _synced;

        public List<byte> Bytes { get; set; } = [];

        public void Sync()
        {
            _medium.Clear();
            _medium.AddRange(Bytes);
            _synced = Bytes.Count;
        }

        /// <summary>Some of the pages that are not synced reach the medium, and perhaps a length without bytes.</summary>
        public void WriteBack(int pageBytes, Random random)
        {
            for (var page = _synced / pageBytes; page * pageBytes < Bytes.Count; page++)
            {
                if (random.Next(3) > 0)
                {
                    continue;
                }
                var end = Math.Min(Bytes.Count, (page + 1) * pageBytes);
                GrowTo(end);
                for (var i = page * pageBytes; i < end; i++)
                {
                    _medium[i] = Bytes[i];
                }
            }
            if (random.Next(10) == 0)
            {
                GrowTo(random.Next(_medium.Count, Bytes.Count + 1));
            }
        }

        public void Forget()
        {
            Bytes = [.. _medium];
            _synced = Bytes.Count;
        }

        public void Tear(Random random)
        {
            var loose = Bytes.Count - _synced;
            var kept = random.Next(loose + 1);
            Bytes.RemoveRange(_synced + kept, loose - kept);
            for (var i = 0; i < 3 && kept > 0 && random.Next(2) == 0; i++)
            {
                Bytes[^random.Next(1, Math.Min(kept, 8) + 1)] ^= (byte)random.Next(1, 256);
            }
            Sync();
        }

        private void GrowTo(int length)
        {
            if (length > _medium.Count)
            {
                _medium.AddRange(new byte[length - _medium.Count]);
            }
        }
    }
}
