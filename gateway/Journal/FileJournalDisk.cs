using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattline.Gateway.Journal;

/// <summary>A directory of the real disk. Handles stay open until a file is deleted, so that neither commits nor reads pay for opening.</summary>
public sealed partial class FileJournalDisk : IJournalDisk, IDisposable
{
    // HRESULT of ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL; on Unix the runtime gives errno itself: ENOSPC 28, EDQUOT 122.
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private readonly string _directory;
    private readonly ConcurrentDictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);

    /// <summary>Uses a directory, made if need be.</summary>
    public FileJournalDisk(string directory)
    {
        _directory = Path.GetFullPath(directory);
        if (!Directory.Exists(_directory))
        {
            Directory.CreateDirectory(_directory);
            SyncDirectory(Path.GetDirectoryName(_directory) ?? _directory);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_directory).Select(path => Path.GetFileName(path))];

    /// <inheritdoc/>
    public long Length(string name) => TryOpen(name) is { } handle ? RandomAccess.GetLength(handle) : 0;

    /// <inheritdoc/>
    public DiskOutcome Create(string name) => Try(() =>
    {
        Forget(name);
        _handles[name] = File.OpenHandle(Of(name), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    });

    /// <inheritdoc/>
    public DiskOutcome Append(string name, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var handle = TryOpen(name) ?? throw new FileNotFoundException("A file that was created is gone.", name);
            RandomAccess.Write(handle, bytes, RandomAccess.GetLength(handle));
            return DiskOutcome.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Outcome(error);
        }
    }

    /// <inheritdoc/>
    public DiskOutcome SyncFile(string name) => Try(() =>
        RandomAccess.FlushToDisk(TryOpen(name) ?? throw new FileNotFoundException("A file that was created is gone.", name)));

    /// <inheritdoc/>
    public DiskOutcome SyncDirectory() => SyncDirectory(_directory);

    /// <inheritdoc/>
    public int Read(string name, long offset, Span<byte> into) =>
        TryOpen(name) is { } handle ? RandomAccess.Read(handle, into, offset) : 0;

    /// <inheritdoc/>
    public DiskOutcome Delete(string name) => Try(() =>
    {
        Forget(name);
        File.Delete(Of(name));
    });

    /// <inheritdoc/>
    public DiskOutcome Rename(string from, string to) => Try(() =>
    {
        Forget(from);
        Forget(to);
        File.Move(Of(from), Of(to), overwrite: true);
    });

    /// <summary>Closes all handles; nothing is flushed.</summary>
    public void Dispose()
    {
        foreach (var name in _handles.Keys)
        {
            Forget(name);
        }
    }

    private static DiskOutcome Try(Action action)
    {
        try
        {
            action();
            return DiskOutcome.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Outcome(error);
        }
    }

    private static DiskOutcome Outcome(Exception error) =>
        error.HResult is DiskFull or HandleDiskFull or NoSpace or QuotaExceeded ? DiskOutcome.Full : DiskOutcome.Failed;

    private static DiskOutcome SyncDirectory(string directory)
    {
        // Windows has no such call: NTFS logs its names itself.
        if (OperatingSystem.IsWindows())
        {
            return DiskOutcome.Done;
        }
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
        {
            return DiskOutcome.Failed;
        }
        var outcome = Sync(descriptor) == 0 ? DiskOutcome.Done : DiskOutcome.Failed;
        _ = Close(descriptor);
        return outcome;
    }

    private string Of(string name) => Path.Combine(_directory, name);

    private SafeFileHandle? TryOpen(string name)
    {
        if (_handles.TryGetValue(name, out var handle))
        {
            return handle;
        }
        if (!File.Exists(Of(name)))
        {
            return null;
        }
        var opened = File.OpenHandle(Of(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!_handles.TryAdd(name, opened))
        {
            opened.Dispose();
        }
        return _handles[name];
    }

    private void Forget(string name)
    {
        if (_handles.TryRemove(name, out var handle))
        {
            handle.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
