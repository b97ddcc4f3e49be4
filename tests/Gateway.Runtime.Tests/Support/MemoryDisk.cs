using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Runtime.Support;

/// <summary>A directory in memory whose writes are durable at once; it can be full.</summary>
internal sealed class MemoryDisk : IJournalDisk
{
    private readonly Dictionary<string, List<byte>> _files = new(StringComparer.Ordinal);

    public bool IsFull { get; set; }

    public int Reads { get; private set; }

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public long Length(string name) => _files.TryGetValue(name, out var file) ? file.Count : 0;

    public DiskOutcome Create(string name)
    {
        _files[name] = [];
        return DiskOutcome.Done;
    }

    public DiskOutcome Append(string name, ReadOnlySpan<byte> bytes)
    {
        if (IsFull) return DiskOutcome.Full;
        _files[name].AddRange(bytes);
        return DiskOutcome.Done;
    }

    public DiskOutcome SyncFile(string name) => DiskOutcome.Done;

    public DiskOutcome SyncDirectory() => DiskOutcome.Done;

    public int Read(string name, long offset, Span<byte> into)
    {
        Reads++;
        if (!_files.TryGetValue(name, out var file) || offset >= file.Count) return 0;
        var count = (int)Math.Min(into.Length, file.Count - offset);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(file).Slice((int)offset, count).CopyTo(into);
        return count;
    }

    public DiskOutcome Delete(string name)
    {
        _files.Remove(name);
        return DiskOutcome.Done;
    }

    public DiskOutcome Rename(string from, string to)
    {
        _files[to] = _files[from];
        _files.Remove(from);
        return DiskOutcome.Done;
    }
}
