using System.Runtime.InteropServices;
using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>A directory in memory whose syncs wait while a gate is closed, and which can be full.</summary>
internal sealed class GatedDisk : IJournalDisk, IDisposable
{
    private readonly Dictionary<string, List<byte>> _files = new(StringComparer.Ordinal);
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly TaskCompletionSource _syncBegan = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsFull { get; set; }

    public bool SyncFails { get; set; }

    /// <summary>A sync has come to the closed gate.</summary>
    public Task SyncBegan => _syncBegan.Task;

    /// <summary>Closes the gate; what is given opens it.</summary>
    public IDisposable Close()
    {
        _gate.Reset();
        return new Opener(_gate);
    }

    public IReadOnlyList<string> List()
    {
        lock (_files) return [.. _files.Keys];
    }

    public long Length(string name)
    {
        lock (_files) return _files.TryGetValue(name, out var file) ? file.Count : 0;
    }

    public DiskOutcome Create(string name)
    {
        lock (_files) _files[name] = [];
        return DiskOutcome.Done;
    }

    public DiskOutcome Append(string name, ReadOnlySpan<byte> bytes)
    {
        if (IsFull) return DiskOutcome.Full;
        lock (_files) _files[name].AddRange(bytes);
        return DiskOutcome.Done;
    }

    public DiskOutcome SyncFile(string name)
    {
        if (!_gate.IsSet) _syncBegan.TrySetResult();
        _gate.Wait();
        return SyncFails ? DiskOutcome.Failed : DiskOutcome.Done;
    }

    public DiskOutcome SyncDirectory() => DiskOutcome.Done;

    public int Read(string name, long offset, Span<byte> into)
    {
        lock (_files)
        {
            if (!_files.TryGetValue(name, out var file) || offset >= file.Count) return 0;
            var count = (int)Math.Min(into.Length, file.Count - offset);
            CollectionsMarshal.AsSpan(file).Slice((int)offset, count).CopyTo(into);
            return count;
        }
    }

    public DiskOutcome Delete(string name)
    {
        lock (_files) _files.Remove(name);
        return DiskOutcome.Done;
    }

    public DiskOutcome Rename(string from, string to)
    {
        lock (_files)
        {
            _files[to] = _files[from];
            _files.Remove(from);
        }
        return DiskOutcome.Done;
    }

    public void Dispose() => _gate.Dispose();

    private sealed class Opener(ManualResetEventSlim gate) : IDisposable
    {
        public void Dispose() => gate.Set();
    }
}
