using Wattline.Gateway.Journal;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>The gateway's directory on a disk that forgets what was not synced.</summary>
internal sealed class UnsyncedJournalDisk(UnsyncedDisk disk) : IJournalDisk
{
    public IReadOnlyList<string> List() => disk.Names;

    public long Length(string name) => disk.Length(name);

    public DiskOutcome Create(string name) => Outcome(disk.Exists(name) ? disk.Truncate(name, 0) : disk.Create(name));

    public DiskOutcome Append(string name, ReadOnlySpan<byte> bytes) => Outcome(disk.Append(name, bytes));

    public DiskOutcome SyncFile(string name) => Outcome(disk.Sync(name));

    public DiskOutcome SyncDirectory() => Outcome(disk.SyncNames());

    public int Read(string name, long offset, Span<byte> into) => disk.Read(name, (int)offset, into);

    public DiskOutcome Delete(string name) => Outcome(!disk.Exists(name) || disk.Delete(name));

    public DiskOutcome Rename(string from, string to) => Outcome(disk.Rename(from, to));

    private static DiskOutcome Outcome(bool done) => done ? DiskOutcome.Done : DiskOutcome.Full;
}
