using Wattline.Firmware.Lines;
using Wattline.Tests.Firmware.Concentrator.Plans;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

public sealed class OwedTests
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    // Days since 2000-01-01 of the cabinet's start, 2026-03-01 08:00 of the meters' zone.
    private const int Today = 9556;

    [Fact]
    public void A_daily_freeze_is_read_under_its_own_stamp_soon_after_midnight()
    {
        var (cabinet, _) = Cabinet1([TaskPlan.Daily()]);
        cabinet.Run(Day);

        // 16:00 UTC is the meters' midnight; a freeze is due a minute later, and looked for twice a minute.
        var entry = Assert.Single(cabinet.Remembered());
        Assert.Equal((16 * 3600L, 1L, 0, 1, Cause.Valid), (entry.Slot, entry.Kind, entry.Task!.Value, entry.Source, entry.Cause));
        Assert.Equal([MeterMemory.Frozen(Today + 1)], entry.Values);
        Assert.Equal(96, cabinet.Entries().Count(e => e.Cause == Cause.Valid));
    }

    [Fact]
    public void A_device_that_knows_nothing_asks_back_to_the_horizon_oldest_first()
    {
        var (cabinet, _) = Cabinet1([TaskPlan.Daily()], horizon: 30);
        cabinet.Run(Hour);

        Assert.Equal(Enumerable.Range(Today - 29, 30).Select(day => SlotOf(day)), cabinet.Remembered().Select(e => e.Slot));
        Assert.All(cabinet.Remembered(), e => Assert.Equal(Cause.Valid, e.Cause));
        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.Valid, e.Cause));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_freeze_that_the_journal_gave_up_before_anybody_had_it_is_read_again_once_there_is_room(bool restarts)
    {
        var (cabinet, _) = Cabinet1([TaskPlan.Daily()], horizon: 5);
        cabinet.Run(600_000);
        var read = Enumerable.Range(Today - 4, 5).Select(day => SlotOf(day)).ToList();
        Assert.Equal(read, cabinet.Remembered().Select(e => e.Slot));
        cabinet.Journal.IsPressed = true;
        cabinet.Journal.GiveUp(2);
        cabinet.Run(600_000);
        Assert.Equal(read, cabinet.Remembered().Select(e => e.Slot));
        if (restarts)
        {
            // What is old is safe where it is, also to a device that has just started.
            cabinet.Restart(1000);
            cabinet.Run(600_000);
            Assert.Equal(read, cabinet.Remembered().Select(e => e.Slot));
        }

        cabinet.Journal.IsPressed = false;
        cabinet.Run(300_000);
        Assert.Equal([.. read, .. read.TakeLast(2)], cabinet.Remembered().Select(e => e.Slot));
    }

    [Fact]
    public void A_freeze_that_is_given_up_while_another_is_read_is_not_forgotten_over_it()
    {
        for (var at = 2_000; at < 12_000; at += 300)
        {
            var (cabinet, _) = Cabinet1([TaskPlan.Daily()], horizon: 20);
            cabinet.Run(at);
            var given = cabinet.Remembered().Select(e => e.Slot).ToList();
            for (var message = cabinet.Journal.Messages.Count(m => m.Stream == 2); message > 0; message--)
                cabinet.Journal.GiveUp(message);
            cabinet.Run(600_000);

            var read = cabinet.Remembered().Select(e => e.Slot).ToList();
            Assert.Equal(20, read.Distinct().Count());
            Assert.All(given, slot => Assert.True(read.Count(one => one == slot) > 1, $"{slot} was not read again, given up at {at} ms"));
        }
    }

    [Fact]
    public void Events_that_would_not_be_journalled_are_not_asked_for()
    {
        var (cabinet, _) = Cabinet1([TaskPlan.PowerDowns(60)]);
        cabinet.Journal.IsCrowded = true;
        cabinet.Run(Hour);
        Assert.DoesNotContain(cabinet.Line.Requests, r => r[12] == 0x11 + 0x33 && r[13] == 0x03 + 0x33);
        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.Valid, e.Cause));
        cabinet.Journal.IsCrowded = false;
        cabinet.Run(Hour);
        Assert.Contains(cabinet.Line.Requests, r => r[12] == 0x11 + 0x33 && r[13] == 0x03 + 0x33);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_slots_of_before_a_device_came_are_told_though_its_flash_refuses_at_first(int appends)
    {
        var cabinet = new Cabinet();
        cabinet.Journal.AppendsLeft = appends;
        var plan = new TaskPlan { Horizon = 2 };
        plan.Tasks.Add(TaskPlan.Daily());
        cabinet.TakePlan(plan.Write());
        cabinet.Run(20_000);
        cabinet.Journal.AppendsLeft = int.MaxValue;
        cabinet.Run(Hour);

        Assert.Single(cabinet.Events(), told => told.StartsWith("outage", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_dead_meter_and_a_device_without_power_missed_is_read_once_they_are_back()
    {
        var (cabinet, memory) = Cabinet1([TaskPlan.Daily()]);
        cabinet.Run(Day);
        cabinet.Meter = (_, _) => null;
        cabinet.Run(3 * Day);
        cabinet.Restart(2 * Day, crash: true);
        cabinet.Meter = (_, identifier) => memory.Answer(identifier) ?? "00010000";
        cabinet.Run(Day / 2);

        var values = cabinet.Remembered().Where(e => e.Cause == Cause.Valid).Select(e => e.Slot).Distinct().ToList();
        Assert.Equal(Enumerable.Range(Today + 1, 6).Select(day => SlotOf(day)), values.Order());

        // The silence was told when the items were a day old.
        Assert.Contains(cabinet.Remembered(), e => e.Cause == Cause.Silent && e.Slot == SlotOf(Today + 2));
    }

    [Fact]
    public void A_freeze_that_was_never_made_and_one_that_the_ring_has_lost_are_not_in_memory()
    {
        var (cabinet, memory) = Cabinet1([TaskPlan.Daily()], horizon: 10);
        memory.Depth = 5;
        memory.Without.Add(Today - 2);
        cabinet.Run(Hour);

        var entries = cabinet.Remembered();
        Assert.Equal(Enumerable.Range(Today - 9, 10).Select(day => SlotOf(day)), entries.Select(e => e.Slot));
        Assert.Equal(
            [11, 11, 11, 11, 0, 0, 0, 11, 0, 0],
            entries.Select(e => e.Cause));
    }

    [Fact]
    public void Settlements_and_their_demands_are_dated_by_the_meters_clock()
    {
        var (cabinet, _) = Cabinet1([TaskPlan.Settlement(), TaskPlan.Demand()], horizon: 60);
        cabinet.Run(Hour);

        // The start is 2026-03-01 08:00 of the meters: the settlements of March and February, months 314 and 313 since 2000.
        var march = -8 * 3600L;
        var february = march - (28 * 86400L);
        Assert.Equal([(february, 7313L), (march, 7314L)], cabinet.Remembered().Where(e => e.Task == 0).Select(e => (e.Slot, e.Values[0]!.Value)));
        var demands = cabinet.Remembered().Where(e => e.Task == 1).ToList();
        Assert.Equal([3L, 3L], demands.Select(e => e.Kind));
        Assert.Equal([120002L, 120001L], demands.Select(e => e.Values[0]!.Value));
        Assert.Equal(Cabinet.Midnight - (30 * 86400) + (18 * 3600) + 1800 - (8 * 3600), demands[1].Values[1]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(15)]
    public void Occurrences_are_told_once_and_what_the_ring_lost_is_told_to_be_lost(int more)
    {
        var (cabinet, memory) = Cabinet1([TaskPlan.PowerDowns()]);
        memory.PowerDowns = 7;
        cabinet.Run(Hour / 2);
        Assert.Empty(cabinet.MeterEvents());

        memory.PowerDowns += more;
        cabinet.Run(2 * Hour);
        cabinet.Restart(1000, crash: true);
        cabinet.Run(2 * Hour);

        var events = cabinet.MeterEvents();
        var lost = Math.Max(0, more - 10);
        Assert.Equal(Enumerable.Range(8 + lost, more - lost).Select(n => ((long)n, memory.BeganAt(n))),
            events.Where(e => e.Code == "power_down").Select(e => (e.Counter, e.Start!.Value)));
        Assert.Equal(lost > 0 ? [$"power_down 8 {7 + lost}"] : [], events.Where(e => e.Code == "events_passed").Select(e => e.Detail));
    }

    [Fact]
    public void A_slot_misses_nothing_while_memories_are_read_back()
    {
        var (cabinet, _) = Cabinet1([TaskPlan.Daily()], horizon: 62, meters: 20, every: 60);
        cabinet.Run(Hour);

        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.Valid, e.Cause));
        Assert.Equal(20 * 60, cabinet.Entries().Count);
        Assert.Equal(20 * 62, cabinet.Remembered().Count(e => e.Cause == Cause.Valid));
    }

    private static long SlotOf(int day) => ((day - Today) * 86400L) - (8 * 3600);

    private static (Cabinet, MeterMemory) Cabinet1(TaskPlan.Draft[] tasks, int horizon = 0, int meters = 1, int every = 900)
    {
        var cabinet = new Cabinet();
        var memory = new MeterMemory(cabinet);
        cabinet.Meter = (_, identifier) => memory.Answer(identifier) ?? "00010000";
        var plan = new TaskPlan { Horizon = horizon, Meters = meters, Every = every };
        plan.Tasks.AddRange(tasks);
        cabinet.TakePlan(plan.Write());
        return (cabinet, memory);
    }
}
