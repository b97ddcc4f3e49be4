using System.Text;
using Wattline.Gateway.Host.State;
using Wattline.Gateway.Journal;
using Wattline.Simulators.Physics;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Wattline.Tests.World;
using Xunit;

namespace Wattline.Tests.Gateway.Host.State;

public sealed class StateStoreTests
{
    /// <summary>Pages and sectors in any order, or the end of the file alone.</summary>
    public static TheoryData<int, int> Cases() => new(from pageBytes in new[] { 0, 512, 4_096 } from seed in Enumerable.Range(1, 25) select (seed, pageBytes));

    /// <summary>Changes, commits, full disks and power cuts in any order: a crash takes away the newest changes only, and no durable one.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void After_a_power_cut_the_state_is_as_it_was_at_some_moment_since_the_last_durable_ticket(int seed, int pageBytes)
    {
        var random = new Random(seed);
        var disk = new UnsyncedDisk { PageBytes = pageBytes };
        var (log, store) = Open(disk);
        var changes = new SortedDictionary<long, (string Key, string? Value)>();
        for (var step = 0; step < 1_200; step++)
        {
            var key = $"k{random.Next(60)}";
            switch (random.Next(20))
            {
                case < 10:
                    var value = $"{step} {new string('x', random.Next(900))}";
                    changes.Add(store.Set(Bytes(key), Bytes(value)), (key, value));
                    break;
                case < 14:
                    // Of a key that has nothing it is the newest change's.
                    changes.TryAdd(store.Remove(Bytes(key)), (key, null));
                    break;
                case < 18:
                    log.Commit();
                    break;
                case 18:
                    disk.CapacityBytes = random.Next(3) == 0 ? disk.UsedBytes + random.Next(2_000) : long.MaxValue;
                    break;
                default:
                    if (random.Next(3) > 0) break;
                    var durable = store.DurableTicket;
                    disk.CapacityBytes = long.MaxValue;
                    disk.Crash(random);
                    (log, store) = Open(disk);
                    Assert.True(log.LastLsn >= durable, $"seed {seed}, step {step}: durable {durable}, found {log.LastLsn}");
                    foreach (var lost in changes.Keys.Where(ticket => ticket > log.LastLsn).ToList()) changes.Remove(lost);
                    Assert.True(Replayed(changes).SequenceEqual(Loaded(store)), $"seed {seed}, step {step}");
                    break;
            }
        }
        disk.CapacityBytes = long.MaxValue;
        while (store.DurableTicket < changes.Keys.Last()) log.Commit();
        (_, store) = Open(disk);
        Assert.True(Replayed(changes).SequenceEqual(Loaded(store)), $"seed {seed}");
    }

    [Fact]
    public void The_log_stays_a_multiple_of_what_counts_however_long_it_is_written()
    {
        var disk = new UnsyncedDisk();
        var (log, store) = Open(disk);
        for (var i = 0; i < 200; i++) store.Set(Bytes($"old{i}"), Bytes($"{i}"));
        for (var i = 0; i < 10_000; i++)
        {
            store.Set(Bytes($"k{i % 10}"), new byte[4_000]);
            if (i % 50 == 0) log.Commit();
            Assert.InRange(log.Bytes, 0, StateLimits.LogBytesMin + (2 * StateLimits.SegmentBytes));
        }
        log.Commit();
        (_, store) = Open(disk);
        Assert.Equal(210, store.Count);
        Assert.Equal("7", Loaded(store)["old7"]);
    }

    [Fact]
    public void A_change_that_the_disk_has_no_room_for_waits_and_says_when_it_is_too_much()
    {
        var disk = new UnsyncedDisk { CapacityBytes = 1_000 };
        var (log, store) = Open(disk);
        var last = 0L;
        for (var i = 0; store.HasRoom; i++)
        {
            last = store.Set(Bytes($"k{i}"), new byte[100_000]);
            log.Commit();
            Assert.InRange(i, 0, 400);
        }
        Assert.Equal(0, store.DurableTicket);
        var told = 0;
        using (store.OnAdvance(() => told++))
        {
            disk.CapacityBytes = long.MaxValue;
            while (store.DurableTicket < last) log.Commit();
        }
        Assert.True(store.HasRoom && told > 0);
        Assert.Equal(store.Count, Loaded(Open(disk).Store).Count);
    }

    [Fact]
    public void Damage_is_named_and_not_loaded()
    {
        var disk = new UnsyncedDisk();
        var (log, store) = Open(disk);
        for (var i = 0; i < 3; i++)
        {
            store.Set(Bytes($"k{i}"), Bytes("value"));
            log.Commit();
        }
        disk.Write("0000000000000001.log", 60, [0xFF]);
        Assert.Throws<JournalDamagedException>(() => Open(disk));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task On_the_thread_that_commits_many_write_at_once_and_all_is_found_again()
    {
        var directory = Directory.CreateTempSubdirectory("state-").FullName;
        try
        {
            using (var log = JournalLog.Open(directory, new JournalOptions { SegmentBytes = 64 * 1_024, CommitBytesMax = 4_096 }, new ManualTime()))
            using (var store = new StateStore(new JournalChanges(log, new ManualTime())))
            {
                var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var last = long.MaxValue;
                using var registration = store.OnAdvance(() =>
                {
                    if (store.DurableTicket >= Interlocked.Read(ref last)) durable.TrySetResult();
                });
                await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
                {
                    for (var i = 0; i < 500; i++) store.Set(Bytes($"{writer}/{i % 50}"), Bytes($"{i}"));
                })));
                Interlocked.Exchange(ref last, store.Set(Bytes("last"), Bytes("1")));
                if (store.DurableTicket < last) await durable.Task.WaitAsync(TestContext.Current.CancellationToken);
            }
            using var again = JournalLog.Open(directory, new JournalOptions(), new ManualTime());
            using var found = new StateStore(new JournalChanges(again, new ManualTime()));
            var values = Loaded(found);
            Assert.Equal(201, values.Count);
            Assert.Equal("450", values["3/0"]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static (SteppedChanges Log, StateStore Store) Open(UnsyncedDisk disk)
    {
        var log = new SteppedChanges(new UnsyncedJournalDisk(disk));
        return (log, new StateStore(log));
    }

    private static SortedDictionary<string, string> Replayed(SortedDictionary<long, (string Key, string? Value)> changes)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in changes.Values)
        {
            if (value is null) state.Remove(key);
            else state[key] = value;
        }
        return state;
    }

    private static SortedDictionary<string, string> Loaded(StateStore store)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        store.Load((key, value) => state.Add(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(value)));
        return state;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
