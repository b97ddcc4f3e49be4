using Wattline.Firmware.Lines;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

public sealed class SlotTests
{
    private const uint Energy = 0x00010000;
    private const long Slot = 900_000;

    [Fact]
    public void After_a_crash_only_the_meters_without_a_durable_entry_are_read()
    {
        // At every 150 ms of the round: whatever was durable stays, the rest is read again, nothing twice.
        for (var at = 0; at < 9000; at += 150)
        {
            var cabinet = Living(30);
            cabinet.Run(at);
            cabinet.Line.Requests.Clear();
            cabinet.Restart(1000);
            if (cabinet.Machine.PlanVersion < 0)
                cabinet.TakePlan(Cabinet.Plan(1, 30, [Energy]));
            var durable = cabinet.Entries().Count;
            cabinet.Run(20_000);

            Assert.Equal(Enumerable.Range(0, 30), cabinet.Entries().Select(e => e.Meter).Order());
            Assert.All(cabinet.Entries(), e => Assert.Equal((Cause.Valid, 0L), (e.Cause, e.Slot)));
            Assert.Equal(30 - durable, cabinet.Line.Requests.Count);
        }
    }

    [Fact]
    public void Slots_that_passed_while_the_device_was_down_are_explained_once()
    {
        var cabinet = Living(3);
        cabinet.Run(Slot + 350); // One meter of the second slot is read, and not durable yet.
        cabinet.Restart(3 * Slot);
        cabinet.Run(1000);
        cabinet.Restart(5000);
        cabinet.Run(5000);

        Expect(cabinet, 3, (0, Cause.Valid), (900, Cause.ConcentratorDown), (1800, Cause.ConcentratorDown),
            (2700, Cause.ConcentratorDown), (3600, Cause.Valid));
        Assert.Equal(["boot 1 0.1.0", "plan 1 1", "boot 2 0.1.0", "boot 3 0.1.0"], cabinet.Events());
    }

    [Fact]
    public void A_crash_while_an_outage_is_explained_explains_nothing_twice()
    {
        var cabinet = Living(3);
        cabinet.Run(10_000);
        cabinet.Restart(40 * Slot);
        cabinet.Journal.CommitRefuses = true;
        cabinet.Run(2500);
        cabinet.Journal.CommitRefuses = false;
        cabinet.Restart(100, crash: false); // What was appended survived, the commit never said so.
        cabinet.Run(60_000);

        Assert.Equal(41 * 3, cabinet.Entries().Count);
        Assert.Equal(41 * 3, cabinet.Entries().Select(e => (e.Slot, e.Meter)).Distinct().Count());
    }

    [Fact]
    public void A_crash_in_the_window_leaves_the_cause_that_is_true()
    {
        var cabinet = Living(2);
        var living = cabinet.Meter;
        cabinet.Run(Slot - 10);
        cabinet.Meter = (address, identifier) => address == Cabinet.Address(0) ? null : living(address, identifier);
        cabinet.Run(20_000);
        cabinet.Restart(10_000);
        cabinet.Run(Slot);

        Assert.Equal((0, Cause.Silent), cabinet.Entries().Where(e => e.Slot == 900 && e.Cause != 0).Select(e => (e.Meter, e.Cause)).Single());
    }

    [Fact]
    public void A_slow_line_says_that_the_window_closed_before_the_turn()
    {
        var cabinet = new Cabinet { Meter = (_, _) => "00010000" };
        cabinet.TakePlan(Cabinet.Plan(1, 60, [Energy], every: 5));
        cabinet.Run(4999);

        cabinet.Run(2);
        var entries = cabinet.Entries();
        Assert.Equal(60, entries.Count);
        Assert.Equal([Cause.Valid, Cause.WindowClosed], entries.Select(e => e.Cause).Distinct().Order());
    }

    [Fact]
    public void A_clock_that_jumps_forward_has_the_slots_between_explained()
    {
        var cabinet = Living(2);
        cabinet.Run(Slot + 100_000);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + (3 * Slot));
        cabinet.Run(5000);

        Expect(cabinet, 2, (0, Cause.Valid), (900, Cause.Valid), (1800, Cause.NoClock), (2700, Cause.NoClock), (3600, Cause.Valid));
        Assert.Equal(1, cabinet.Machine.ClockSets);
    }

    [Fact]
    public void A_clock_that_jumps_back_opens_no_closed_slot()
    {
        var cabinet = Living(2);
        cabinet.Run((2 * Slot) + 100_000);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds - Slot);
        cabinet.Run(2 * Slot);

        Expect(cabinet, 2, (0, Cause.Valid), (900, Cause.Valid), (1800, Cause.Valid), (2700, Cause.Valid));
        Assert.All(cabinet.Entries(), e => Assert.InRange(e.Offset, 0, 5000));
    }

    [Fact]
    public void A_step_of_a_valid_clock_by_more_than_an_hour_must_be_told_twice()
    {
        var cabinet = Living(1);
        cabinet.Run(100_000);
        var years = 5 * 365 * 24 * 3_600_000L;
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + years);
        cabinet.Run(1000);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + years); // Too soon: the same mistake.
        cabinet.Run(400_000);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds); // The right time: what was offered is forgotten.
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + years);
        cabinet.Run(Slot);
        Assert.Equal((0, 3), (cabinet.Machine.ClockSets, cabinet.Machine.TimesDoubted));
        Expect(cabinet, 1, (0, Cause.Valid), (900, Cause.Valid));

        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + years + 1000);
        Assert.Equal(1, cabinet.Machine.ClockSets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_clock_that_was_years_ahead_reading_goes_on_and_supersedes_what_it_explained(bool restarts)
    {
        var cabinet = Living(2);
        cabinet.Run(Slot + 100_000);
        cabinet.IsValid = false;
        cabinet.Machine.OnTime((Cabinet.Midnight * 1000) + (50 * Slot)); // A gateway that is wrong.
        cabinet.Run(300_000);
        Assert.Contains(cabinet.Entries(), e => e is { Slot: 4 * 900, Cause: Cause.NoClock });

        cabinet.IsValid = false;
        cabinet.Machine.OnTime((Cabinet.Midnight * 1000) + (2 * Slot) + 100_000);
        cabinet.Run(300);
        var before = cabinet.Entries().Count;
        if (restarts)
            cabinet.Restart(1000);
        cabinet.Run(4 * Slot);

        var read = cabinet.Entries().Skip(before).ToList();
        Assert.Equal([1800, 2700, 3600, 4500, 5400], read.Select(e => e.Slot).Distinct());
        Assert.All(read, e => Assert.Equal(Cause.Valid, e.Cause));
        Assert.Single(cabinet.Events(), e => e == $"clock_back {Cabinet.Midnight + 1800} {Cabinet.Midnight + 1800} {Cabinet.Midnight + (50 * 900)}");
    }

    [Fact]
    public void Slots_that_passed_without_a_valid_clock_say_so()
    {
        var cabinet = Living(2);
        cabinet.Run(10_000);
        cabinet.IsValid = false;
        cabinet.Restart(3 * Slot);
        cabinet.Run(2 * Slot);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds);
        cabinet.Run(5000);

        Expect(cabinet, 2, (0, Cause.Valid), (900, Cause.ConcentratorDown), (1800, Cause.ConcentratorDown), (2700, Cause.ConcentratorDown),
            (3600, Cause.NoClock), (4500, Cause.Valid));
    }

    [Fact]
    public void Slots_that_passed_while_the_flash_refused_say_so()
    {
        var cabinet = Living(2);
        cabinet.Run(Slot - 1000);
        cabinet.Journal.CommitRefuses = true;
        cabinet.Run((2 * Slot) + 10_000);
        cabinet.Journal.CommitRefuses = false;
        cabinet.Run(10_000);

        Expect(cabinet, 2, (0, Cause.Valid), (900, Cause.JournalRefused), (1800, Cause.JournalRefused), (2700, Cause.Valid));
    }

    [Fact]
    public void Small_errors_of_the_clock_and_impossible_times_are_left_alone()
    {
        var cabinet = Living(1);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + 1900);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds - 1900);
        cabinet.Machine.OnTime(0);
        cabinet.Machine.OnTime(long.MaxValue);

        Assert.Equal((0, 2), (cabinet.Machine.ClockSets, cabinet.Machine.TimesRefused));
    }

    [Fact]
    public void Without_a_valid_clock_reading_goes_on_and_no_slot_begins_until_the_gateway_says_the_time()
    {
        var cabinet = Living(2);
        cabinet.IsValid = false;
        cabinet.Restart(0);
        cabinet.TakePlan(Cabinet.Plan(1, 2, [Energy]));
        cabinet.Run(100_000);
        Assert.Empty(cabinet.Entries());
        Assert.Equal([0, 1], cabinet.Undated().Select(e => e.Meter));

        cabinet.Machine.OnTime((Cabinet.Midnight * 1000) + Slot + 100_000);
        cabinet.Run(5000);

        Expect(cabinet, 2, (900, Cause.Valid));
    }

    [Fact]
    public void A_long_outage_is_explained_in_bounded_messages_and_its_oldest_part_as_one_event()
    {
        var cabinet = Living(20);
        cabinet.Run(10_000);
        cabinet.Restart(Slot * (ExplainedMax + 100));
        cabinet.Run(60_000);

        var entries = cabinet.Entries();
        Assert.True(ExplainedMax <= 96, "Explanations must not overwrite readings that wait.");
        Assert.Equal(20 * (1 + ExplainedMax + 1), entries.Count);
        Assert.Equal(entries.Count, entries.Select(e => (e.Slot, e.Meter)).Distinct().Count());
        Assert.Contains($"outage {Cabinet.Midnight + 900} {Cabinet.Midnight + 900} {Cabinet.Midnight + (900 * 99)} 5", cabinet.Events());
        Assert.All(cabinet.Journal.Messages, m => Assert.True(m.Message.Length <= 4096));
    }

    [Fact]
    public void A_newer_plan_is_used_from_the_next_slot_and_an_older_one_is_refused()
    {
        var cabinet = Living(2);
        cabinet.Run(100_000);
        cabinet.TakePlan(Cabinet.Plan(3, 1, [Energy]));
        cabinet.TakePlan(Cabinet.Plan(2, 9, [Energy]));
        cabinet.TakePlan(Cabinet.Plan(3, 1, [Energy]));
        cabinet.Run(1000);
        Assert.Equal((1, 1, Wattline.Firmware.Plans.PlanRefusal.NotNewer),
            (cabinet.Machine.PlanVersion, cabinet.Machine.PlansRefused, cabinet.Machine.LastPlanRefusal));

        cabinet.Run(Slot);
        cabinet.Restart(1000);
        cabinet.Run(Slot);

        Assert.Equal([(1L, 0L, 0), (1, 0, 1), (3, 900, 0), (3, 1800, 0)], cabinet.Entries().Select(e => (e.Plan, e.Slot, e.Meter)));
        Assert.Equal(["boot 1 0.1.0", "plan 1 1", "plan_refused 1 2 not_newer", "plan 3 3", "boot 2 0.1.0"], cabinet.Events());
    }

    [Fact]
    public void What_the_flash_refuses_is_tried_again_and_appended_once()
    {
        var cabinet = Living(3);
        cabinet.Run(100);
        cabinet.Journal.Refuses = true;
        cabinet.Run(10_000);
        Assert.Empty(cabinet.Entries());
        cabinet.Journal.Refuses = false;
        cabinet.Journal.CommitRefuses = true;
        cabinet.Run(Slot);
        cabinet.Journal.CommitRefuses = false;
        cabinet.Run(10_000);

        Expect(cabinet, 3, (0, Cause.Valid), (900, Cause.Valid));
        Assert.True(cabinet.Machine.FlashRefusals > 10);
        Assert.True(cabinet.Journal.Commits > 2);
    }

    [Fact]
    public void A_flash_that_refuses_in_the_middle_of_an_explanation_has_nothing_twice()
    {
        for (var appends = 1; appends < 12; appends++)
        {
            var cabinet = Living(300);
            cabinet.Run(100);
            cabinet.Journal.AppendsLeft = appends;
            cabinet.Restart(6 * Slot);
            cabinet.Run(2500);
            cabinet.Journal.AppendsLeft = int.MaxValue;
            cabinet.Run(10_000);

            var entries = cabinet.Entries().Where(e => e.Slot < 6 * 900).ToList();
            Assert.Equal(6 * 300, entries.Count);
            Assert.Equal(6 * 300, entries.Select(e => (e.Slot, e.Meter)).Distinct().Count());
        }
    }

    [Fact]
    public void A_journal_of_short_messages_takes_every_entry()
    {
        const uint energies = 0x0001FF00;
        var answer = string.Concat(Enumerable.Repeat("99999999", 30));
        var cabinet = new Cabinet { Meter = (_, identifier) => identifier == energies ? answer : null };
        cabinet.Journal.BodyBytesMax = 940; // Segments of 4 KiB.
        cabinet.Restart(0);
        cabinet.TakePlan(Cabinet.Plan(1, 20, [energies, 0x0002FF00], channels: 30, baud: 9600));
        cabinet.Run(2 * Slot);

        Expect(cabinet, 20, (0, Cause.Silent), (900, Cause.Silent));
        Assert.All(cabinet.Entries(), e => Assert.Equal(99999999, e.Values[0]));
    }

    [Fact]
    public void A_flash_that_refuses_has_nothing_told_twice()
    {
        var cabinet = new Cabinet { Meter = (_, _) => null };
        cabinet.Journal.CommitRefuses = true;
        cabinet.TakePlan(Cabinet.Plan(1, 1, [Energy]));
        cabinet.Run(5000);
        cabinet.Journal.CommitRefuses = false;
        cabinet.Run(5000);
        Assert.Equal(["boot 1 0.1.0", "plan 1 1"], cabinet.Events());

        // The state that says how far an outage is told must not be left behind by the event that tells it.
        cabinet.Journal.StateRefuses = true;
        cabinet.Restart(Slot * 200);
        cabinet.Run(5000);
        cabinet.Journal.StateRefuses = false;
        cabinet.Restart(1000);
        cabinet.Run(5000);
        Assert.Single(cabinet.Events(), e => e.StartsWith("outage", StringComparison.Ordinal));
        Assert.Single(cabinet.Events(), e => e.StartsWith("boot 2", StringComparison.Ordinal));
        Assert.InRange(cabinet.Entries().Select(e => e.Slot).Distinct().Count(), ExplainedMax, ExplainedMax + 2);
    }

    [Fact]
    public void A_start_that_the_flash_refused_to_count_is_told_later_and_once()
    {
        var cabinet = Living(1);
        cabinet.Run(10_000);
        cabinet.Journal.Refuses = true;
        cabinet.Restart(1000);
        cabinet.Run(5000);
        cabinet.Journal.Refuses = false;
        cabinet.Run(5000);
        cabinet.Restart(1000);
        cabinet.Run(5000);

        Assert.Equal(["boot 1 0.1.0", "plan 1 1", "boot 2 0.1.0", "boot 3 0.1.0"], cabinet.Events());
    }

    [Fact]
    public void A_plan_that_cannot_be_kept_or_built_is_refused_aloud_once_and_the_old_one_stays()
    {
        var cabinet = Living(1);
        cabinet.Run(10_000);
        cabinet.Journal.BodyBytesMax = 940;
        cabinet.Restart(0);
        for (var connection = 0; connection < 3; connection++)
        {
            cabinet.TakePlan(Cabinet.Plan(2, 1, [0x0001FF00, 0x0002FF00, 0x0003FF00, 0x0004FF00], channels: 30));
            cabinet.Run(Slot);
        }

        cabinet.Journal.StateBytesMax = 50;
        cabinet.TakePlan(Cabinet.Plan(3, 40, [Energy]));
        cabinet.TakePlan([0xFF]);
        cabinet.Run(Slot);

        Assert.Equal((1, 5), (cabinet.Machine.PlanVersion, cabinet.Machine.PlansRefused));
        Assert.Equal(["boot 1 0.1.0", "plan 1 1", "boot 2 0.1.0", "plan_refused 1 2 not_built", "plan_refused 5 null malformed"], cabinet.Events());
        Assert.Equal([0, 900, 1800, 2700, 3600], cabinet.Entries().Where(e => e.Cause == Cause.Valid).Select(e => e.Slot));
    }

    [Fact]
    public void A_change_of_plan_forgets_no_register()
    {
        var cabinet = Living(3);
        cabinet.Run(Slot - 1000);
        var living = cabinet.Meter;
        var wrong = true;
        cabinet.Meter = (address, identifier) =>
        {
            if (address != Cabinet.Address(1) || identifier != Energy || !wrong)
                return living(address, identifier);
            wrong = false;
            return "01000000"; // 1 instead of 101: one damaged frame in 256 passes its checksum.
        };
        cabinet.TakePlan(Cabinet.Plan(2, 2, [0x00020000, Energy]));
        cabinet.Run(Slot - 1000);

        Assert.Equal([100, 101], cabinet.Entries().Where(e => e.Plan == 2).OrderBy(e => e.Meter).Select(e => e.Values[1]));
        Assert.Equal(1, cabinet.Machine.Lines[0].Doubts);
    }

    [Fact]
    public void After_a_restart_the_first_register_is_compared_with_the_journals_last()
    {
        var cabinet = Living(1);
        cabinet.Run(10_000);
        cabinet.Restart(Slot);
        var answers = new Queue<string>(["64000090", "65000000", "65000000"]);
        cabinet.Meter = (_, _) => answers.Dequeue();
        cabinet.Run(5000);

        Assert.Equal([100, 65], cabinet.Entries().Select(e => e.Values[0]));
        Assert.Equal(2, cabinet.Machine.Lines[0].Doubts);
    }

    private const int ExplainedMax = LineLimits.ExplainedSlotsMax;

    private static void Expect(Cabinet cabinet, int meters, params (long Slot, int Cause)[] slots)
    {
        var expected = slots.SelectMany(s => Enumerable.Range(0, meters).Select(m => (s.Slot, m, s.Cause)));
        Assert.Equal(expected, cabinet.Entries().Select(e => (e.Slot, e.Meter, e.Cause)).Order());
    }

    private static Cabinet Living(int meters)
    {
        var cabinet = new Cabinet
        {
            Meter = (address, _) => Cabinet.Bcd(long.Parse(address, System.Globalization.CultureInfo.InvariantCulture), 4),
        };
        cabinet.TakePlan(Cabinet.Plan(1, meters, [Energy]));
        return cabinet;
    }
}
