using System.Text;
using Wattline.Gateway.Journal;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Journal;

/// <summary>The shell on a real directory, or with the model in place of a disk that fails.</summary>
public sealed class JournalLogTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly ManualTime _time = new();

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Records_become_durable_and_whoever_registered_is_told()
    {
        using var log = JournalLog.Open(_directory, new(), _time);
        var told = Told(log, 1);
        Append(log, "a");
        Assert.Equal(1, await told);
        Assert.Equal(1, log.DurableLsn);
    }

    [Fact(Timeout = 180_000)]
    public async Task Appends_from_many_threads_all_arrive_once()
    {
        using (var log = JournalLog.Open(_directory, new() { SegmentBytes = 4_096 }, _time))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
            {
                for (var i = 0; i < 200; i++)
                {
                    Append(log, $"{writer}/{i}");
                }
            })));
        }
        using var again = JournalLog.Open(_directory, new(), _time);
        using var reader = again.OpenReader(JournalStream.Readings);
        var texts = reader.ReadAll().Select(text => text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]).ToList();
        Assert.Equal(1_600, texts.Distinct().Count());
        Assert.Equal(1_600, texts.Count);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_killed_log_keeps_what_was_durable_and_no_cursor()
    {
        var log = JournalLog.Open(_directory, new(), _time);
        var told = Told(log, 1);
        Append(log, "a");
        await told;
        using (var reader = log.OpenReader(JournalStream.Readings))
        {
            Assert.Equal(ReadOutcome.Record, reader.TryRead(out var record));
            reader.Acknowledge(record.Lsn);
        }
        log.Kill();
        Assert.Equal(AppendOutcome.Stopped, log.Append(JournalStream.Money, 0, "k"u8, new byte[1].AsMemory(), out _));
        using var again = JournalLog.Open(_directory, new(), _time);
        using var second = again.OpenReader(JournalStream.Readings);
        Assert.Equal(["1:a"], second.ReadAll());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_closed_log_has_saved_its_cursors()
    {
        using (var log = JournalLog.Open(_directory, new(), _time))
        {
            var told = Told(log, 1);
            Append(log, "a");
            await told;
            using var reader = log.OpenReader(JournalStream.Readings);
            Assert.Equal(ReadOutcome.Record, reader.TryRead(out var record));
            reader.Acknowledge(record.Lsn);
        }
        using var again = JournalLog.Open(_directory, new(), _time);
        using var second = again.OpenReader(JournalStream.Readings);
        Assert.Empty(second.ReadAll());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_failed_sync_is_told_and_nothing_is_acknowledged_after_it()
    {
        var disk = new ModelDisk { SyncFails = true };
        using var log = JournalLog.Open(disk, new(), _time);
        var state = new TaskCompletionSource<JournalState>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = log.OnState(state.SetResult);
        Append(log, "a");
        Assert.Equal(JournalState.Stopped, await state.Task.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, log.DurableLsn);
        Assert.Equal(AppendOutcome.Stopped, log.Append(JournalStream.Money, 0, "k"u8, new byte[1].AsMemory(), out _));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_full_disk_is_tried_again_at_the_next_beat()
    {
        var disk = new ModelDisk { CapacityBytes = 40 };
        using var log = JournalLog.Open(disk, new(), _time);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = log.OnState(state =>
        {
            if (state == JournalState.DiskFull)
            {
                disk.CapacityBytes = long.MaxValue;
                full.SetResult();
            }
        });
        var told = Told(log, 1);
        Append(log, "a");
        await full.Task.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await told);
        Assert.Equal(JournalState.Open, log.State);
    }

    [Fact]
    public void The_real_disk_keeps_the_port_s_word()
    {
        using var disk = new FileJournalDisk(_directory);
        Assert.Equal(DiskOutcome.Done, disk.Create("a"));
        Assert.Equal(DiskOutcome.Done, disk.Append("a", "hello "u8));
        Assert.Equal(DiskOutcome.Done, disk.Append("a", "disk"u8));
        Assert.Equal(DiskOutcome.Done, disk.SyncFile("a"));
        Assert.Equal(DiskOutcome.Done, disk.Rename("a", "b"));
        Assert.Equal(DiskOutcome.Done, disk.SyncDirectory());
        Assert.Equal(["b"], disk.List());
        Assert.Equal((0, 10), (disk.Length("a"), disk.Length("b")));
        var bytes = new byte[20];
        Assert.Equal("disk", Encoding.UTF8.GetString(bytes.AsSpan(0, disk.Read("b", 6, bytes))));
        Assert.Equal(0, disk.Read("b", 10, bytes));
        Assert.Equal(DiskOutcome.Failed, disk.Append("a", "x"u8));
        Assert.Equal(DiskOutcome.Done, disk.Delete("b"));
        Assert.Equal(DiskOutcome.Done, disk.Delete("b"));
        Assert.Empty(disk.List());
    }

    private static void Append(JournalLog log, string text) => Assert.Equal(
        AppendOutcome.Appended,
        log.Append(JournalStream.Readings, 1_000, "k"u8, Encoding.UTF8.GetBytes(text).AsMemory(), out _));

    private static async Task<long> Told(JournalLog log, long lsn)
    {
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = log.OnDurable(durable =>
        {
            if (durable >= lsn)
            {
                told.TrySetResult(durable);
            }
        });
        return await told.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
