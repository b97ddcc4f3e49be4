using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

public sealed class RecoveryTests
{
    private readonly ModelDisk _disk = new();

    [Fact]
    public void What_was_committed_is_there_after_a_start_and_numbers_go_on()
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
        var second = 32 + 28 + 9 + 2;
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

    /// <summary>Appends, commits, acknowledgements, full disks and power cuts in any order: what was durable stays, in order, and what the way up did not acknowledge comes again.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_was_durable_survives_any_power_cut(int seed)
    {
        var random = new Random(seed);
        var options = new JournalOptions { SegmentBytes = 300, CommitBytesMax = 600, KeepBytes = 400 };
        var core = JournalCore.Open(_disk, options);
        var appended = new Dictionary<long, string>();
        var acknowledged = new HashSet<long>();
        var readers = Readers(core);
        var count = 0;
        for (var step = 0; step < 600; step++)
        {
            switch (random.Next(12))
            {
                case < 5:
                    var text = $"{count++}{new string('x', random.Next(40))}";
                    var bytes = System.Text.Encoding.UTF8.GetBytes(text);
                    var stream = (JournalStream)random.Next(4);
                    if (core.Append(stream, step, "k"u8, bytes.AsMemory(), out var lsn) == AppendOutcome.Appended)
                    {
                        appended[lsn] = text;
                    }
                    break;
                case < 8:
                    core.Commit();
                    break;
                case 8:
                    foreach (var reader in readers)
                    {
                        for (var i = 0; i < 5 && reader.TryRead(out var record) == ReadOutcome.Record; i++)
                        {
                            Assert.Equal(appended[record.Lsn], System.Text.Encoding.UTF8.GetString(record.Payload.Span));
                            Assert.True(record.Lsn <= core.DurableLsn, $"seed {seed}");
                            if (random.Next(4) > 0)
                            {
                                acknowledged.Add(record.Lsn);
                                reader.Acknowledge(record.Lsn);
                            }
                        }
                    }
                    break;
                case 9:
                    core.SaveCursors();
                    core.Retain(step);
                    break;
                case 10 when random.Next(3) == 0:
                    _disk.CapacityBytes = random.Next(2) == 0 ? long.MaxValue : core.Bytes + random.Next(100);
                    break;
                case 11 when random.Next(3) == 0:
                    var durable = core.DurableLsn;
                    readers.ForEach(reader => reader.Dispose());
                    _disk.Crash(random);
                    core = JournalCore.Open(_disk, options);
                    Assert.True(core.DurableLsn >= durable, $"seed {seed}: durable {durable}, found {core.DurableLsn}");
                    foreach (var lost in appended.Keys.Where(key => key > core.DurableLsn).ToList())
                    {
                        appended.Remove(lost);
                    }
                    readers = Readers(core);
                    break;
                default:
                    break;
            }
        }
        _disk.CapacityBytes = long.MaxValue;
        core.Commit();
        readers.ForEach(reader => reader.Dispose());
        var again = new HashSet<long>();
        foreach (var reader in Readers(JournalCore.Open(_disk, options)))
        {
            while (reader.TryRead(out var record) == ReadOutcome.Record)
            {
                Assert.Equal(appended[record.Lsn], System.Text.Encoding.UTF8.GetString(record.Payload.Span));
                Assert.True(again.Add(record.Lsn), $"seed {seed}");
            }
            reader.Dispose();
        }
        Assert.True(appended.Keys.All(lsn => again.Contains(lsn) || acknowledged.Contains(lsn)), $"seed {seed}");
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    private static List<JournalReader> Readers(JournalCore core) => [.. Enum.GetValues<JournalStream>().Select(stream => core.OpenReader(stream))];

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
