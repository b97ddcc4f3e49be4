using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

public sealed class CursorTests
{
    private readonly ModelDisk _disk = new();

    [Fact]
    public void A_stream_sees_its_own_records_only()
    {
        var core = Mixed();
        Assert.Equal(["1:m", "4:m"], core.ReadAll(JournalStream.Money));
        Assert.Equal(["2:r", "3:r", "5:r"], core.ReadAll());
    }

    [Fact]
    public void The_low_water_mark_waits_for_a_poison_message_and_its_neighbours_go_on()
    {
        var core = Mixed();
        using var reader = core.OpenReader(JournalStream.Readings);
        reader.ReadAll();
        reader.Acknowledge(3);
        reader.Acknowledge(5);
        Assert.Equal(1, core.Cursor(JournalStream.Readings).LowWater);
        reader.Acknowledge(2);
        Assert.Equal(5, core.Cursor(JournalStream.Readings).LowWater);
    }

    [Fact]
    public void After_a_restart_only_what_was_not_acknowledged_comes_again()
    {
        var core = Mixed();
        using (var reader = core.OpenReader(JournalStream.Readings))
        {
            reader.ReadAll();
            reader.Acknowledge(3);
        }
        Assert.Equal(DiskOutcome.Done, core.SaveCursors());
        core = JournalCore.Open(_disk, new());
        using var again = core.OpenReader(JournalStream.Readings);
        Assert.Equal(["2:r", "5:r"], again.ReadAll());
        // Saved once more before 3 was met again, it is still known.
        again.Rewind();
        core.SaveCursors();
        core = JournalCore.Open(_disk, new());
        using var third = core.OpenReader(JournalStream.Readings);
        Assert.Equal(["2:r", "5:r"], third.ReadAll());
    }

    [Fact]
    public void A_rewound_reader_gives_again_what_was_not_acknowledged()
    {
        var core = Mixed();
        using var reader = core.OpenReader(JournalStream.Readings);
        reader.ReadAll();
        reader.Acknowledge(3);
        reader.Rewind();
        Assert.Equal(["2:r", "5:r"], reader.ReadAll());
        reader.Acknowledge(2);
        reader.Acknowledge(5);
        Assert.Equal(5, core.Cursor(JournalStream.Readings).LowWater);
    }

    [Fact]
    public void Lost_or_rotten_cursors_mean_that_all_is_sent_again()
    {
        var core = Mixed();
        using (var reader = core.OpenReader(JournalStream.Readings))
        {
            reader.ReadAll();
            reader.Acknowledge(2);
        }
        core.SaveCursors();
        var bytes = _disk.Bytes("cursors");
        bytes[9] ^= 1;
        _disk.Overwrite("cursors", bytes);
        using var again = JournalCore.Open(_disk, new()).OpenReader(JournalStream.Readings);
        Assert.Equal(["2:r", "3:r", "5:r"], again.ReadAll());
    }

    [Fact]
    public void A_number_that_the_log_lost_and_gives_again_is_not_taken_for_acknowledged()
    {
        var core = Mixed();
        using (var reader = core.OpenReader(JournalStream.Readings))
        {
            reader.ReadAll();
            reader.Acknowledge(5);
        }
        core.SaveCursors();
        _disk.Overwrite(_disk.OnlySegment(), _disk.Bytes(_disk.OnlySegment())[..^1]);
        core = JournalCore.Open(_disk, new());
        Assert.Equal(5, core.Add("new"));
        core.Commit();
        using var again = core.OpenReader(JournalStream.Readings);
        Assert.Equal(["2:r", "3:r", "5:new"], again.ReadAll());
    }

    [Fact]
    public void The_cursors_are_replaced_in_one_step_and_synced()
    {
        var core = Mixed();
        using var reader = core.OpenReader(JournalStream.Readings);
        reader.ReadAll();
        reader.Acknowledge(2);
        _disk.Calls.Clear();
        core.SaveCursors();
        Assert.Equal(["create cursors.new", "append cursors.new", "sync cursors.new", "rename cursors.new cursors", "sync directory"], _disk.Calls);
        _disk.Calls.Clear();
        core.SaveCursors();
        Assert.Empty(_disk.Calls);
    }

    [Fact]
    public void Handing_out_stops_at_the_limit_and_goes_on_after_acknowledgements()
    {
        var core = JournalCore.Open(_disk, new() { SegmentBytes = 1 << 30 });
        for (var i = 0; i <= JournalLimits.OutstandingMax; i++)
        {
            core.Add("x");
        }
        core.Commit();
        using var reader = core.OpenReader(JournalStream.Readings);
        Assert.Equal(JournalLimits.OutstandingMax, reader.ReadAll().Count);
        Assert.Equal(ReadOutcome.TooManyOutstanding, reader.TryRead(out _));
        reader.Acknowledge(1);
        Assert.Equal(ReadOutcome.Record, reader.TryRead(out _));
    }

    [Fact]
    public void A_segment_goes_when_money_events_and_readings_have_passed_it_and_the_log_is_too_large_whoever_takes_the_rest()
    {
        var core = JournalCore.Open(_disk, JournalSteps.Small);
        for (var i = 0; i < 40; i++)
        {
            core.Add("some reading or other");
            core.Commit();
        }
        using var readings = core.OpenReader(JournalStream.Readings);
        while (readings.TryRead(out var record) == ReadOutcome.Record)
        {
            readings.Acknowledge(record.Lsn);
        }
        Assert.Equal(0, core.Retain(2_000));
        foreach (var stream in new[] { JournalStream.Money, JournalStream.Events })
        {
            using var reader = core.OpenReader(stream);
            reader.ReadAll();
        }
        Assert.True(core.Retain(2_000) > 2);
        // Who was away goes on at the oldest that is there.
        using var late = core.OpenReader(JournalStream.Other);
        Assert.Empty(late.ReadAll());
        Assert.Single(core.ReadAll().Take(1));
        Assert.True(core.FirstLsn > 1);
        Assert.Equal(40, JournalCore.Open(_disk, JournalSteps.Small).DurableLsn);
    }

    [Fact]
    public void Acknowledged_segments_within_size_and_age_are_kept()
    {
        var options = new JournalOptions { SegmentBytes = 512, KeepBytes = 1 << 20, KeepAge = TimeSpan.FromDays(8) };
        var core = JournalCore.Open(_disk, options);
        for (var i = 0; i < 40; i++)
        {
            core.Add("some reading or other");
            core.Commit();
        }
        foreach (var stream in Enum.GetValues<JournalStream>())
        {
            using var reader = core.OpenReader(stream);
            while (reader.TryRead(out var record) == ReadOutcome.Record)
            {
                reader.Acknowledge(record.Lsn);
            }
        }
        Assert.Equal(0, core.Retain(1_000 + (8 * 86_400_000L)));
        Assert.True(core.Retain(1_001 + (8 * 86_400_000L)) > 2);
    }

    [Fact]
    public void Reading_allocates_nothing_for_a_record()
    {
        var core = JournalCore.Open(_disk, new());
        for (var i = 0; i < 2_000; i++)
        {
            core.Add("some reading or other");
        }
        core.Commit();
        using var reader = core.OpenReader(JournalStream.Readings);
        Assert.Equal(300, Read(reader, 300));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = Read(reader, 1_500);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_500, read);

        static int Read(JournalReader reader, int count)
        {
            var read = 0;
            while (read < count && reader.TryRead(out var record) == ReadOutcome.Record)
            {
                reader.Acknowledge(record.Lsn);
                read++;
            }
            return read;
        }
    }

    private JournalCore Mixed()
    {
        var core = JournalCore.Open(_disk, new());
        core.Add("m", JournalStream.Money);
        core.Add("r");
        core.Commit();
        core.Add("r");
        core.Add("m", JournalStream.Money);
        core.Commit();
        core.Add("r");
        core.Commit();
        return core;
    }
}
