using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

public sealed class CommitTests
{
    private readonly ModelDisk _disk = new();

    [Fact]
    public void Nothing_is_durable_or_readable_before_the_commit()
    {
        var core = JournalCore.Open(_disk, new());
        Assert.Equal(1, core.Add("a"));
        Assert.Equal(0, core.DurableLsn);
        Assert.Empty(core.ReadAll());
        Assert.Equal(CommitOutcome.Durable, core.Commit());
        Assert.Equal(1, core.DurableLsn);
        Assert.Equal(["1:a"], core.ReadAll());
    }

    [Fact]
    public void Many_appends_share_one_sync()
    {
        var core = JournalCore.Open(_disk, new());
        core.Add("first");
        core.Commit();
        var before = _disk.Syncs;
        for (var i = 0; i < 100; i++)
        {
            core.Add("x");
        }
        core.Commit();
        Assert.Equal(before + 1, _disk.Syncs);
        Assert.Equal(101, core.DurableLsn);
    }

    [Fact]
    public void A_commit_with_nothing_waiting_touches_no_disk()
    {
        var core = JournalCore.Open(_disk, new());
        Assert.Equal(CommitOutcome.Idle, core.Commit());
        Assert.Empty(_disk.Calls);
    }

    [Fact]
    public void A_new_segment_is_synced_with_its_directory_entry_before_its_records()
    {
        var core = JournalCore.Open(_disk, new());
        core.Add("a");
        core.Commit();
        var name = _disk.OnlySegment();
        Assert.Equal([$"create {name}", $"append {name}", $"sync {name}", "sync directory", $"append {name}", $"sync {name}"], _disk.Calls);
    }

    [Fact]
    public void Appends_during_a_commit_go_to_the_next_one()
    {
        var core = JournalCore.Open(_disk, new());
        core.Add("a");
        core.BeginCommit();
        core.Add("b");
        Assert.Equal(CommitOutcome.Durable, core.FinishCommit());
        Assert.Equal(1, core.DurableLsn);
        core.Commit();
        Assert.Equal(["1:a", "2:b"], core.ReadAll());
    }

    [Fact]
    public void A_failed_sync_stops_the_log_for_good()
    {
        var core = JournalCore.Open(_disk, new());
        core.Add("a");
        _disk.SyncFails = true;
        Assert.Equal(CommitOutcome.Stopped, core.Commit());
        _disk.SyncFails = false;
        Assert.Equal(CommitOutcome.Stopped, core.Commit());
        Assert.Equal(JournalState.Stopped, core.State);
        Assert.Equal(0, core.DurableLsn);
        Assert.Equal(AppendOutcome.Stopped, core.Append(JournalStream.Money, 0, "k"u8, new byte[1].AsMemory(), out _));
    }

    [Fact]
    public void A_full_disk_refuses_appends_until_space_returns_and_loses_nothing()
    {
        var core = JournalCore.Open(_disk, new());
        core.Add("before");
        core.Commit();
        _disk.CapacityBytes = 130;
        core.Add("one that does not fit whole");
        core.Add("another");
        Assert.Equal(CommitOutcome.DiskFull, core.Commit());
        Assert.Equal(AppendOutcome.DiskFull, core.Append(JournalStream.Money, 0, "k"u8, new byte[1].AsMemory(), out _));
        Assert.Equal(CommitOutcome.DiskFull, core.Commit());
        Assert.Equal(["1:before"], core.ReadAll());

        _disk.CapacityBytes = long.MaxValue;
        Assert.Equal(CommitOutcome.Durable, core.Commit());
        Assert.Equal(JournalState.Open, core.State);
        core.Add("after");
        core.Commit();
        string[] all = ["1:before", "2:one that does not fit whole", "3:another", "4:after"];
        Assert.Equal(all, core.ReadAll());
        Assert.Equal(all, JournalCore.Open(_disk, new()).ReadAll());
    }

    [Fact]
    public void A_disk_full_from_the_start_takes_records_once_there_is_room()
    {
        _disk.CapacityBytes = 10;
        var core = JournalCore.Open(_disk, new());
        core.Add("a");
        Assert.Equal(CommitOutcome.DiskFull, core.Commit());
        Assert.Equal(0, core.Bytes);
        _disk.CapacityBytes = 60;
        Assert.Equal(CommitOutcome.DiskFull, core.Commit());
        _disk.CapacityBytes = long.MaxValue;
        Assert.Equal(CommitOutcome.Durable, core.Commit());
        Assert.Equal(["1:a"], JournalCore.Open(_disk, new()).ReadAll());
    }

    [Fact]
    public void More_than_a_commit_may_hold_is_refused_as_busy()
    {
        var core = JournalCore.Open(_disk, new() { CommitBytesMax = 100 });
        core.Add("a");
        core.Add("b");
        Assert.Equal(AppendOutcome.Busy, core.Append(JournalStream.Money, 0, "k"u8, new byte[60].AsMemory(), out var lsn));
        Assert.Equal(0, lsn);
        core.Commit();
        Assert.Equal(AppendOutcome.Appended, core.Append(JournalStream.Money, 0, "k"u8, new byte[60].AsMemory(), out lsn));
        Assert.Equal(3, lsn);
    }

    [Fact]
    public void Key_and_payload_have_limits()
    {
        var core = JournalCore.Open(_disk, new());
        Assert.Equal(AppendOutcome.TooLarge, core.Append(
            JournalStream.Money, 0, new byte[JournalLimits.KeyBytesMax + 1], new byte[1].AsMemory(), out _));
        Assert.Equal(AppendOutcome.TooLarge, core.Append(
            JournalStream.Money, 0, "k"u8, new byte[JournalLimits.PayloadBytesMax + 1].AsMemory(), out _));
        Assert.Equal(AppendOutcome.Appended, core.Append(
            JournalStream.Money, 0, new byte[JournalLimits.KeyBytesMax], new byte[JournalLimits.PayloadBytesMax].AsMemory(), out _));
        core.Commit();
        using var reader = core.OpenReader(JournalStream.Money);
        Assert.Equal(ReadOutcome.Record, reader.TryRead(out var record));
        Assert.Equal(JournalLimits.PayloadBytesMax, record.Payload.Length);
    }
}
