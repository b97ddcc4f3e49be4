using System.Text;
using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

/// <summary>Any order of appends, commits, acknowledgements, full disks, failed syncs and power cuts, on disks that forget in different ways.</summary>
public sealed class PowerCutTests
{
    private const int SmallPage = 512;
    private const int LargePage = 4_096;

    /// <summary>0 is a disk that forgets from some byte on; the others write pages of that size back in any order.</summary>
    public static TheoryData<int, int> Cases() => new(
        from pageBytes in new[] { 0, SmallPage, LargePage }
        from seed in Enumerable.Range(1, pageBytes == 0 ? 60 : 100)
        select (seed, pageBytes));

    public static TheoryData<int, int> PagedCases() => new(Cases().Where(row => row.Data.Item2 > 0).Select(row => row.Data));

    /// <summary>What was durable stays, in order, and what the way up did not acknowledge comes again; no cut stops a start.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Whatever_was_durable_survives_any_power_cut(int seed, int pageBytes)
    {
        var random = new Random(seed);
        var disk = pageBytes == 0 ? new ModelDisk() : new ModelDisk(pageBytes, random);
        // With pages, commits of several pages and segments of several commits.
        var options = pageBytes == 0
            ? new JournalOptions { SegmentBytes = 300, CommitBytesMax = 600, KeepBytes = 400 }
            : new JournalOptions { SegmentBytes = 8 * pageBytes, CommitBytesMax = 6 * pageBytes, KeepBytes = 4 * pageBytes };
        var textMax = pageBytes == 0 ? 40 : pageBytes;
        var core = JournalCore.Open(disk, options);
        var appended = new Dictionary<long, string>();
        var acknowledged = new HashSet<long>();
        var others = new HashSet<long>();
        var readers = Readers(core);
        var count = 0;
        for (var step = 0; step < 600; step++)
        {
            switch (random.Next(12))
            {
                case < 5:
                    var text = $"{count++}{new string('x', random.Next(textMax))}";
                    var stream = (JournalStream)random.Next(4);
                    if (core.Append(stream, step, "k"u8, Encoding.UTF8.GetBytes(text).AsMemory(), out var lsn) == AppendOutcome.Appended)
                    {
                        appended[lsn] = text;
                        if (stream == JournalStream.Other)
                        {
                            others.Add(lsn);
                        }
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
                            Assert.Equal(appended[record.Lsn], Encoding.UTF8.GetString(record.Payload.Span));
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
                    // What nobody took away in time holds up nothing.
                    acknowledged.UnionWith(others.Where(lsn => lsn < core.FirstLsn));
                    break;
                case 10 when random.Next(3) == 0:
                    disk.CapacityBytes = random.Next(2) == 0 ? long.MaxValue : core.Bytes + random.Next(3 * textMax);
                    disk.SyncFails = random.Next(8) == 0;
                    break;
                case 11 when random.Next(3) == 0:
                    var durable = core.DurableLsn;
                    readers.ForEach(reader => reader.Dispose());
                    disk.Crash(random);
                    core = JournalCore.Open(disk, options);
                    Assert.True(core.DurableLsn >= durable, $"seed {seed}: durable {durable}, found {core.DurableLsn}");
                    foreach (var lost in appended.Keys.Where(key => key > core.DurableLsn).ToList())
                    {
                        others.Remove(lost);
                        appended.Remove(lost);
                    }
                    readers = Readers(core);
                    break;
                default:
                    break;
            }
        }
        readers.ForEach(reader => reader.Dispose());
        var end = core.DurableLsn;
        disk.Crash(random);
        var again = new HashSet<long>();
        foreach (var reader in Readers(JournalCore.Open(disk, options)))
        {
            while (reader.TryRead(out var record) == ReadOutcome.Record)
            {
                Assert.Equal(appended[record.Lsn], Encoding.UTF8.GetString(record.Payload.Span));
                Assert.True(again.Add(record.Lsn), $"seed {seed}");
            }
            reader.Dispose();
        }
        Assert.True(appended.Keys.All(lsn => lsn > end || again.Contains(lsn) || acknowledged.Contains(lsn)), $"seed {seed}");
    }

    /// <summary>Rot in any commit but the last is damage, whatever the power cut left of the last.</summary>
    [Theory]
    [MemberData(nameof(PagedCases))]
    public void Rot_before_the_last_commit_is_told_from_a_power_cut(int seed, int pageBytes)
    {
        var random = new Random(seed);
        var disk = new ModelDisk(pageBytes, random);
        var core = JournalCore.Open(disk, new());
        for (var commit = random.Next(2, 6); commit > 0; commit--)
        {
            AddSome();
            core.Commit();
        }
        // The last one of these has a whole one behind it.
        var durable = core.Bytes;
        AddSome();
        core.Commit();
        AddSome();
        disk.SyncFails = true;
        core.Commit();
        disk.Crash(random);
        var name = disk.OnlySegment();
        var bytes = disk.Bytes(name);
        var rotten = random.Next(32, (int)durable);
        bytes[rotten] ^= (byte)random.Next(1, 256);
        disk.Overwrite(name, bytes);
        var error = Assert.Throws<JournalDamagedException>(() => JournalCore.Open(disk, new()));
        Assert.True(error.File == name && error.Offset >= 32 && error.Offset <= rotten, $"seed {seed}: {error.Message} Rotten was byte {rotten}.");

        void AddSome()
        {
            for (var record = random.Next(1, 12); record > 0; record--)
            {
                core.Add(new string('x', random.Next(pageBytes)));
            }
        }
    }

    private static List<JournalReader> Readers(JournalCore core) => [.. Enum.GetValues<JournalStream>().Select(stream => core.OpenReader(stream))];
}
