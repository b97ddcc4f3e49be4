using System.Buffers.Binary;
using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

public sealed class RecoveryTests
{
    private readonly ModelDisk _disk = new();

    [Fact]
    public void Point_2_what_was_committed_is_there_after_a_start_and_numbers_go_on()
    {
        Fill(3);
        var core = JournalCore.Open(_disk, new());
        Assert.Equal(3, core.DurableLsn);
        Assert.Equal(["1:r1", "2:r2", "3:r3"], core.ReadAll());
        Assert.Equal(4, core.Add("r4"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(38)]
    public void A_torn_tail_is_set_aside_and_the_log_goes_on(int bytesCut)
    {
        Fill(3);
        var name = _disk.OnlySegment();
        _disk.Overwrite(name, _disk.Bytes(name)[..^bytesCut]);
        AssertGoesOnAfterTwo();
    }

    [Fact]
    public void A_last_record_with_a_turned_bit_is_a_torn_tail()
    {
        Fill(3);
        var name = _disk.OnlySegment();
        var bytes = _disk.Bytes(name);
        bytes[^1] ^= 1;
        _disk.Overwrite(name, bytes);
        AssertGoesOnAfterTwo();
    }

    [Fact]
    public void A_tail_of_zeros_ends_the_log()
    {
        Fill(2);
        var name = _disk.OnlySegment();
        _disk.Overwrite(name, [.. _disk.Bytes(name), .. new byte[1_000]]);
        AssertGoesOnAfterTwo();
    }

    [Fact]
    public void A_bad_record_followed_by_a_valid_one_is_damage_with_file_and_offset()
    {
        Fill(3);
        var name = _disk.OnlySegment();
        var bytes = _disk.Bytes(name);
        var second = 32 + 32 + 9 + 2;
        bytes[second + 30] ^= 1;
        _disk.Overwrite(name, bytes);
        var error = Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, new()));
        Assert.Equal((name, second), (error.File, (int)error.Offset));
        Assert.Contains("record 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_destroyed_length_does_not_hide_the_records_behind_it()
    {
        Fill(3);
        var name = _disk.OnlySegment();
        var bytes = _disk.Bytes(name);
        bytes[32] ^= 0x55;
        _disk.Overwrite(name, bytes);
        Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, new()));
    }

    [Fact]
    public void A_bad_record_at_the_end_of_an_earlier_segment_is_damage()
    {
        var core = Fill(30, JournalSteps.Small);
        Assert.True(_disk.List().Count > 2);
        var name = _disk.List().Order(StringComparer.Ordinal).ElementAt(1);
        var bytes = _disk.Bytes(name);
        bytes[^1] ^= 1;
        _disk.Overwrite(name, bytes);
        Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, JournalSteps.Small));
        Assert.Throws<JournalDamagedException>(() => core.ReadAll());
    }

    [Fact]
    public void A_missing_segment_is_damage()
    {
        Fill(30, JournalSteps.Small);
        _disk.Delete(_disk.List().Order(StringComparer.Ordinal).ElementAt(1));
        Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, JournalSteps.Small));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_bad_record_before_others_of_its_own_commit_is_a_torn_tail(int bad)
    {
        var core = Fill(1);
        _ = (core.Add("r2"), core.Add("r3"), core.Add("r4"));
        core.Commit();
        Turn(32 + ((bad - 1) * 43) + 40);
        core = JournalCore.Open(_disk, new());
        Assert.Equal((bad - 1L, true), (core.DurableLsn, core.TornTailFound));
        // What stands behind the bad record is of the old commit: nothing of the next one joins it.
        Assert.Equal(bad, core.Add("new"));
        core.Commit();
        string[] all = [.. Enumerable.Range(1, bad - 1).Select(number => $"{number}:r{number}"), $"{bad}:new"];
        Assert.Equal(all, core.ReadAll());
        core = JournalCore.Open(_disk, new());
        Assert.Equal(all, core.ReadAll());
        Assert.False(core.TornTailFound);
    }

    [Fact]
    public void A_commit_whose_first_pages_are_zeros_is_a_torn_tail()
    {
        var core = Fill(1);
        _ = (core.Add("r2"), core.Add("r3"), core.Add("r4"));
        core.Commit();
        var name = _disk.OnlySegment();
        var bytes = _disk.Bytes(name);
        bytes.AsSpan(32 + 43, 43 + 10).Clear();
        _disk.Overwrite(name, bytes);
        core = JournalCore.Open(_disk, new());
        Assert.Equal((1, true), (core.DurableLsn, core.TornTailFound));
    }

    [Fact]
    public void A_bad_record_of_a_commit_before_the_last_is_damage_though_the_last_has_lost_its_first_record_too()
    {
        var core = Fill(2);
        _ = (core.Add("r3"), core.Add("r4"));
        core.Commit();
        Turn(32 + 43 + 40);
        Turn(32 + 43 + 43 + 40);
        var error = Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, new()));
        Assert.Equal((_disk.OnlySegment(), 32 + 43), (error.File, (int)error.Offset));
    }

    [Fact]
    public void A_payload_made_to_look_like_a_later_record_stops_no_start()
    {
        // A record of LSN 70,000 in a commit of its own: anybody may send its bytes.
        Fill(1);
        var record = _disk.Bytes(_disk.OnlySegment())[32..];
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), 70_000);
        JournalSteps.Sign(record, at: 4);
        _disk.Delete(_disk.OnlySegment());
        var core = Fill(1);
        core.Append(JournalStream.Readings, 0, "k"u8, record.AsMemory(), out _);
        core.Commit();
        Turn(32 + 43 + 5);
        Assert.Equal(1, JournalCore.Open(_disk, new()).DurableLsn);
    }

    [Fact]
    public void A_segment_of_another_version_is_named_and_left_alone()
    {
        Fill(1);
        var name = _disk.OnlySegment();
        var bytes = _disk.Bytes(name);
        bytes[8] = 1;
        JournalSteps.Sign(bytes.AsSpan(0, 32), at: 12);
        _disk.Overwrite(name, bytes);
        var error = Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, new()));
        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, _disk.Bytes(name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_last_segment_with_a_torn_header_is_deleted(int bytes)
    {
        Fill(2);
        _disk.Create("0000000000000003.log");
        _disk.Append("0000000000000003.log", new byte[bytes]);
        AssertGoesOnAfterTwo();
    }

    [Fact]
    public void A_last_segment_whose_header_is_bad_before_valid_records_is_damage()
    {
        Fill(2);
        var name = _disk.OnlySegment();
        var bytes = _disk.Bytes(name);
        bytes[3] ^= 1;
        _disk.Overwrite(name, bytes);
        var error = Assert.Throws<JournalDamagedException>(() => JournalCore.Open(_disk, new()));
        Assert.Equal(0, error.Offset);
    }

    [Fact]
    public void Records_found_after_a_kill_are_synced_before_they_count()
    {
        Fill(2);
        _disk.Calls.Clear();
        JournalCore.Open(_disk, new());
        Assert.Equal([$"sync {_disk.OnlySegment()}", "sync directory"], _disk.Calls);
    }

    [Fact]
    public void A_log_whose_segments_are_gone_does_not_use_numbers_again_that_its_cursors_passed()
    {
        var core = Fill(3);
        foreach (var stream in Enum.GetValues<JournalStream>())
        {
            using var reader = core.OpenReader(stream);
            while (reader.TryRead(out var record) == ReadOutcome.Record)
            {
                reader.Acknowledge(record.Lsn);
            }
        }
        core.SaveCursors();
        _disk.Delete(_disk.OnlySegment());
        core = JournalCore.Open(_disk, new());
        Assert.Equal(4, core.Add("new"));
        core.Commit();
        using var again = core.OpenReader(JournalStream.Readings);
        Assert.Equal(["4:new"], again.ReadAll());
    }

    private JournalCore Fill(int count, JournalOptions? options = null)
    {
        var core = JournalCore.Open(_disk, options ?? new());
        for (var i = 1; i <= count; i++)
        {
            core.Add($"r{i}");
            core.Commit();
        }
        return core;
    }

    private void Turn(int at)
    {
        var bytes = _disk.Bytes(_disk.OnlySegment());
        bytes[at] ^= 1;
        _disk.Overwrite(_disk.OnlySegment(), bytes);
    }

    private void AssertGoesOnAfterTwo()
    {
        var core = JournalCore.Open(_disk, new());
        Assert.Equal(2, core.DurableLsn);
        Assert.Equal(3, core.Add("new"));
        core.Commit();
        Assert.Equal(["1:r1", "2:r2", "3:new"], core.ReadAll());
        Assert.Equal(["1:r1", "2:r2", "3:new"], JournalCore.Open(_disk, new()).ReadAll());
    }
}
