using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.Simulators.Physics;

public sealed class UnsyncedDiskTests
{
    private static string Text(UnsyncedDisk disk, string name)
    {
        var bytes = new byte[disk.Length(name)];
        Assert.Equal(bytes.Length, disk.Read(name, 0, bytes));
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    private static UnsyncedDisk Synced(string content)
    {
        var disk = new UnsyncedDisk();
        Assert.True(disk.Create("a") && disk.Append("a", System.Text.Encoding.ASCII.GetBytes(content)) && disk.SyncAll());
        return disk;
    }

    /// <summary>All that a crash may leave, over many seeds.</summary>
    private static SortedSet<string> After(Func<UnsyncedDisk> prepare, Func<UnsyncedDisk, string> look)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 300; seed++)
        {
            var disk = prepare();
            disk.Crash(new Random(seed));
            seen.Add(look(disk));
        }
        return seen;
    }

    [Fact]
    public void What_was_synced_survives_and_what_was_not_is_cut_at_any_byte()
    {
        var seen = After(
            () =>
            {
                var disk = Synced("abc");
                disk.Append("a", "de"u8);
                disk.Append("a", "fg"u8);
                return disk;
            },
            disk => Text(disk, "a"));
        Assert.Equal(["abc", "abcd", "abcde", "abcdef", "abcdefg"], seen);
    }

    [Fact]
    public void Unsynced_pages_come_in_any_order_and_what_never_came_is_zeros()
    {
        var seen = After(
            () =>
            {
                var disk = new UnsyncedDisk { PageBytes = 2 };
                Assert.True(disk.Create("a") && disk.Append("a", "abc"u8) && disk.SyncAll());
                disk.Append("a", "de"u8);
                disk.Append("a", "fg"u8);
                return disk;
            },
            disk => Text(disk, "a").Replace('\0', '.'));
        Assert.Superset(new HashSet<string> { "abc", "abcd", "abcdef", "abc...g", "abc.e.g", "abc.efg", "abcdefg" }, seen);
        Assert.Subset(
            new HashSet<string>
            {
                "abc", "abc.", "abc..", "abc...", "abc....", "abc...g", "abc.e", "abc.e.", "abc.e..", "abc.e.g", "abc.ef", "abc.ef.", "abc.efg",
                "abcd", "abcd.", "abcd..", "abcd...", "abcd..g", "abcde", "abcde.", "abcde..", "abcde.g", "abcdef", "abcdef.", "abcdefg",
            },
            seen);
    }

    [Fact]
    public void An_unsynced_erase_may_or_may_not_have_happened()
    {
        var seen = After(
            () =>
            {
                var disk = Synced("abc");
                disk.Truncate("a", 0);
                disk.Append("a", "xy"u8);
                return disk;
            },
            disk => Text(disk, "a"));
        Assert.Equal(["", "abc", "x", "xy"], seen);
    }

    [Fact]
    public void An_unsynced_write_over_bytes_is_torn_too()
    {
        var seen = After(
            () =>
            {
                var disk = Synced("abcd");
                disk.Write("a", 3, "XYZ"u8);
                return disk;
            },
            disk => Text(disk, "a"));
        Assert.Equal(["abcX", "abcXY", "abcXYZ", "abcd"], seen);
    }

    [Fact]
    public void Names_survive_the_directorys_sync_only()
    {
        var seen = After(
            () =>
            {
                var disk = Synced("abc");
                disk.Create("b");
                disk.Append("b", "b"u8);
                disk.Sync("b");
                disk.Rename("b", "a");
                disk.Delete("a");
                return disk;
            },
            disk => string.Join(' ', disk.Names.Select(name => $"{name}={Text(disk, name)}")));
        Assert.Equal(["", "a=abc", "a=abc b=b", "a=b"], seen);
    }

    [Fact]
    public void After_a_crash_what_is_there_is_durable()
    {
        var disk = Synced("abc");
        disk.Append("a", "defgh"u8);
        disk.Crash(new Random(1));
        var after = Text(disk, "a");
        disk.Crash(new Random(2));
        Assert.Equal(after, Text(disk, "a"));
        Assert.Equal(8 - after.Length, disk.Counters.BytesLost);
        Assert.Equal((2, after.Length), (disk.Counters.Crashes, (int)disk.UsedBytes));
    }

    [Fact]
    public void A_full_or_refusing_disk_says_so_and_keeps_what_it_has()
    {
        var disk = Synced("abc");
        disk.CapacityBytes = 4;
        Assert.False(disk.Append("a", "de"u8));
        Assert.True(disk.Append("a", "d"u8));
        disk.Refuses = true;
        Assert.False(disk.Sync("a") || disk.SyncNames() || disk.SyncAll() || disk.Create("b") || disk.Truncate("a", 0) || disk.Rename("a", "b") || disk.Delete("a") || disk.Write("a", 0, "x"u8));
        Assert.Equal("abcd", Text(disk, "a"));
        Assert.Equal(9, disk.Counters.Refusals);
        disk.Refuses = false;
        Assert.True(disk.Truncate("a", 0) && disk.Append("a", "wxyz"u8));
        Assert.Equal(4, disk.UsedBytes);
        Assert.True(disk.Delete("a"));
        Assert.Equal(0, disk.UsedBytes);
    }

    [Fact]
    public void What_does_not_exist_is_refused_or_empty()
    {
        var disk = new UnsyncedDisk();
        Assert.False(disk.Append("a", "x"u8) || disk.Sync("a") || disk.Delete("a") || disk.Rename("a", "b") || disk.Truncate("a", 0) || disk.Exists("a"));
        Assert.Equal((0, 0), (disk.Length("a"), disk.Read("a", 0, new byte[4])));
        Assert.True(disk.Create("a"));
        Assert.False(disk.Create("a"));
        Assert.False(disk.Write("a", 1, "x"u8));
        Assert.Equal(0, disk.Read("a", 5, new byte[4]));
    }

    [Fact]
    public void One_seed_leaves_one_disk()
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(Left(seed), Left(seed));

        static string Left(int seed)
        {
            var random = new Random(seed);
            var disk = new UnsyncedDisk();
            for (var i = 0; i < 200; i++)
            {
                var name = $"{random.Next(5)}";
                _ = random.Next(7) switch
                {
                    0 => disk.Create(name),
                    1 => disk.Sync(name),
                    2 => disk.SyncNames(),
                    3 => disk.Truncate(name, disk.Length(name) / 2),
                    4 => disk.Rename(name, $"{random.Next(5)}"),
                    _ => disk.Append(name, "0123456789"u8[..random.Next(10)]),
                };
            }
            disk.Crash(random);
            return string.Join(' ', disk.Names.Select(name => $"{name}={Text(disk, name)}"));
        }
    }
}
