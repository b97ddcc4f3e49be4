using Wattline.Firmware.Lines;
using Wattline.Tests.Firmware.Concentrator.Plans;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

public sealed class ProfileTests
{
    private const long Hour = 3_600_000;

    // Quarters since 2000 of the cabinet's start, 2026-03-01 08:00 of the meters' zone.
    private const int Start = (9556 * 96) + 32;

    [Fact]
    public void Slots_that_a_silent_meter_missed_are_read_from_its_load_profile_once()
    {
        var (cabinet, _, profile) = Rig();
        cabinet.Run(2 * Hour);
        var meter = cabinet.Meter;
        cabinet.Meter = (_, _) => null;
        cabinet.Run(5 * Hour);
        cabinet.Meter = meter;
        cabinet.Run(2 * Hour);

        var missed = cabinet.Entries().Where(e => e.Cause == Cause.Silent).Select(e => e.Slot).ToList();
        Assert.InRange(missed.Count, 19, 21);
        Same(missed, cabinet);
        Assert.All(cabinet.Remembered(), e => Assert.Equal((1L, 1, 0), (e.Kind, e.Source, e.Cause)));

        // Nothing is asked for again, and nothing that was not missed, but the second time of every answer.
        Assert.All(profile.Given.GroupBy(quarter => quarter), group => Assert.Equal(2, group.Count()));
        cabinet.Run(5 * Hour);
        Assert.Equal(missed.Count, cabinet.Remembered().Count);
    }

    [Fact]
    public void Slots_without_a_running_device_are_read_too_also_those_of_a_long_outage()
    {
        foreach (var hours in new[] { 3, 30 })
        {
            var (cabinet, _, _) = Rig();
            cabinet.Run(Hour);
            cabinet.Restart(hours * Hour);
            cabinet.Run(3 * Hour);

            var slots = Enumerable.Range(4, hours * 4).Select(slot => slot * 900L).ToList();
            Same(slots, cabinet);
        }
    }

    [Theory]
    [InlineData("D1", "D1")]
    [InlineData("D1", "00020000")]
    [InlineData("D1", null)]
    public void What_became_of_a_block_says_nothing_of_the_memory(string block, string? part)
    {
        var (cabinet, memory, _) = Rig(reads: [0x00010000, 0x0002FF00]);
        string? Answer(uint identifier) => identifier == 0x0002FF00 ? block : identifier == 0x00020000 ? part : memory.Answer(identifier) ?? "00010000";
        cabinet.Meter = (_, identifier) => Answer(identifier);
        cabinet.Run(2 * Hour);
        cabinet.Meter = (_, _) => null;
        cabinet.Run(5 * Hour);
        cabinet.Meter = (_, identifier) => Answer(identifier);
        cabinet.Run(2 * Hour);

        var missed = cabinet.Entries().Where(e => e.Values.Length == 0).Select(e => e.Slot).ToList();
        Assert.InRange(missed.Count, 19, 21);
        Assert.Superset(missed.ToHashSet(), cabinet.Remembered().Where(e => e.Cause == Cause.Valid).Select(e => e.Slot).ToHashSet());
        Assert.DoesNotContain(cabinet.Remembered(), e => e.Cause != Cause.Valid);
        Assert.DoesNotContain(cabinet.MeterEvents(), e => e.Code == "memory_gap");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Slots_that_the_journal_gave_up_before_anybody_had_them_are_read_once_it_has_room(bool restarts)
    {
        var (cabinet, _, _) = Rig();
        cabinet.Run(4 * Hour);
        Assert.Empty(cabinet.Remembered());
        cabinet.Journal.IsPressed = true;
        for (var message = 12; message > 4; message--)
            cabinet.Journal.GiveUp(message);
        cabinet.Run(Hour);
        Assert.Empty(cabinet.Remembered());
        cabinet.Journal.IsPressed = false;
        if (restarts)
            cabinet.Restart(1000);
        cabinet.Run(Hour);

        Same([.. Enumerable.Range(4, 8).Select(slot => slot * 900L)], cabinet);
    }

    [Fact]
    public void A_device_that_knows_nothing_reads_back_to_the_horizon()
    {
        var (cabinet, _, profile) = Rig(horizon: 2);
        profile.Oldest = Start - 1000;
        cabinet.Run(2 * Hour);

        Same([.. Enumerable.Range(-192, 192).Select(slot => slot * 900L)], cabinet);
        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.Valid, e.Cause));
    }

    [Fact]
    public void A_power_cut_at_any_moment_of_the_reading_loses_nothing_and_doubles_nothing()
    {
        for (var at = 0; at < 60_000; at += 1_700)
        {
            var (cabinet, _, _) = Rig();
            cabinet.Run(Hour);
            cabinet.Restart(4 * Hour);
            cabinet.Run(at);
            cabinet.Restart(500);
            cabinet.Run(at / 3);
            cabinet.Restart(500);
            cabinet.Run(Hour);

            Same([.. Enumerable.Range(4, 16).Select(slot => slot * 900L)], cabinet);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_ring_has_passed_and_what_was_never_recorded_is_not_in_memory(bool exact)
    {
        var (cabinet, _, profile) = Rig();
        profile.IsExact = exact;
        profile.Without.UnionWith([Start + 12, Start + 13]);
        cabinet.Run(Hour);
        cabinet.Restart(4 * Hour);
        profile.Oldest = Start + 6;
        cabinet.Run(Hour);

        var told = cabinet.Remembered().OrderBy(e => e.Slot).ToList();
        Assert.Equal(Enumerable.Range(4, 16).Select(slot => slot * 900L), told.Select(e => e.Slot));
        Assert.Equal([11, 11, 0, 0, 0, 0, 0, 0, 11, 11, 0, 0, 0, 0, 0, 0], told.Select(e => e.Cause));
    }

    [Fact]
    public void A_hole_of_more_than_a_day_is_one_event_and_its_newest_day()
    {
        var (cabinet, _, profile) = Rig();
        cabinet.Run(Hour);
        cabinet.Restart(80 * Hour);
        profile.Oldest = Start + 300;
        cabinet.Run(Hour);

        var gap = Assert.Single(cabinet.MeterEvents(), e => e.Code == "memory_gap");
        var detail = gap.Detail.Split(' ').Select(long.Parse).ToArray();
        Assert.Equal((Cabinet.Midnight + 3600, 11L, 0L), (detail[0], detail[2], detail[3]));
        var told = (int)((detail[1] - Cabinet.Midnight) / 900);
        Assert.InRange(told, 100, 300 - 97);
        Assert.Equal(Enumerable.Range(told + 1, 323 - told).Select(slot => slot * 900L), cabinet.Remembered().Select(e => e.Slot).Order());
        cabinet.Restart(1000, crash: true);
        cabinet.Run(Hour);
        Assert.Single(cabinet.MeterEvents(), e => e.Code == "memory_gap");
    }

    [Fact]
    public void A_meter_without_a_profile_is_asked_once_and_its_slots_are_not_in_memory()
    {
        var (cabinet, _, _) = Rig();
        cabinet.Records = _ => "D1";
        cabinet.Run(Hour);
        cabinet.Restart(4 * Hour);
        cabinet.Run(Hour);

        Assert.Equal(Enumerable.Repeat(Cause.NotInMemory, 16), cabinet.Remembered().Select(e => e.Cause));
        var asked = cabinet.Line.Requests.Count(request => request[9] > 4);
        cabinet.Run(5 * Hour);
        Assert.Equal(asked, cabinet.Line.Requests.Count(request => request[9] > 4));
    }

    [Fact]
    public void A_meter_whose_clock_is_far_off_has_no_date_until_it_is_right_again()
    {
        var (cabinet, memory, _) = Rig();
        cabinet.Run(Hour);
        memory.ClockAhead = -20 * Hour;
        cabinet.Restart(30 * Hour);
        cabinet.Run(3 * Hour);
        Assert.Equal(
            Enumerable.Range(4, 36).Select(slot => (slot * 900L, Cause.NoDate)),
            cabinet.Remembered().Select(e => (e.Slot, e.Cause)).Distinct().OrderBy(e => e.Item1));

        memory.ClockAhead = 1000;
        cabinet.Run(5 * Hour);
        var read = cabinet.Remembered().Where(e => e.Cause == Cause.Valid).ToList();
        Assert.Equal(Enumerable.Range(4, 120).Select(slot => slot * 900L), read.Select(e => e.Slot).Order());
        Assert.All(read, e => Assert.Equal(1000, e.Offset));
    }

    [Fact]
    public void Moments_without_supply_are_told_by_the_meters_own_records()
    {
        var (cabinet, memory, profile) = Rig(tasks: [TaskPlan.Profile(), TaskPlan.PowerDowns()]);
        cabinet.Run(Hour);

        // One power-down an hour since 2026-01-01, of a minute; the meter keeps ten.
        memory.PowerDowns = 1440;
        var quarters = Enumerable.Range(1431, 10).Select(n => ((int)(new DateTime(2026, 1, 1).AddHours(n) - new DateTime(2000, 1, 1)).TotalMinutes) / 15).ToList();
        profile.Without.UnionWith(quarters.Take(3));
        profile.Without.Add(quarters[1] + 1);
        cabinet.Restart((quarters[9] - Start + 2) * 900_000L);
        cabinet.Run(Hour);

        var causes = cabinet.Remembered().Where(e => e.Task == 0).ToDictionary(e => e.Slot / 900, e => e.Cause);
        Assert.All(quarters.Take(3), quarter => Assert.Equal(Cause.NoSupply, causes[quarter - Start]));
        Assert.Equal(Cause.NotInMemory, causes[quarters[1] + 1 - Start]);
        Assert.All(quarters.Skip(3), quarter => Assert.Equal(Cause.Valid, causes[quarter - Start]));
    }

    [Fact]
    public void Bad_records_are_never_values()
    {
        var spoilt = new Dictionary<string, Func<byte[], byte[]>>
        {
            ["sum"] = record => With(record, record.Length - 2, (byte)(record[^2] + 1)),
            ["end"] = record => With(record, record.Length - 1, 0x16),
            ["longer than said"] = record => With(record, 2, (byte)(record[2] + 1)),
            ["shorter than said"] = record => With(record, 2, (byte)(record[2] - 1)),
            ["length of all"] = record => With(record, 2, 0xFF),
            ["no length"] = record => With(record, 2, 0),
            ["31 February"] = record => Resealed(With(record, 6, 0x02), 5, 0x31),
            ["31 March"] = record => Resealed(record, 5, 0x31),
            ["another year"] = record => Resealed(record, 7, 0x00),
            ["a year to come"] = record => Resealed(record, 7, 0x99),
            ["month 13"] = record => Resealed(record, 6, 0x13),
            ["FF date"] = record => Resealed(record, 3, 0xFF),
            ["digit A"] = record => Resealed(record, 12, 0x0A),
            ["digit F"] = record => Resealed(record, 12, 0xF1),
            ["separator inside"] = record => Resealed(record, 12, 0xAA),
            ["all FF"] = record => LoadRecords.Seal(Convert.ToHexString(record, 3, 5) + "AAAAAA" + new string('F', 32) + "AAAAAA"),
            ["no class"] = record => LoadRecords.Seal(Convert.ToHexString(record, 3, 5) + "AAAAAAAAAAAA"),
            ["class of another length"] = record => LoadRecords.Seal(Convert.ToHexString(record, 3, 5) + "AAAAAA" + "12345678AA" + "AAAA"),
            ["five classes"] = record => LoadRecords.Seal(Convert.ToHexString(record, 3, 5) + "AAAAAAAAAA"),
            ["nothing"] = _ => [],
        };
        foreach (var (name, spoil) in spoilt)
        {
            var (cabinet, _, profile) = Rig();
            var bad = Start + 8;
            profile.Spoil = (quarter, record) => quarter == bad ? spoil(record) : record;
            cabinet.Run(Hour);
            cabinet.Restart(4 * Hour);
            cabinet.Run(6 * Hour);

            var told = cabinet.Remembered().OrderBy(e => e.Slot).ToList();
            Assert.True(told.Select(e => e.Slot).SequenceEqual(Enumerable.Range(4, 16).Select(slot => slot * 900L)), $"{name}: {string.Join(' ', told.Select(e => e.Slot / 900))}");
            foreach (var entry in told)
                if (entry.Slot == 8 * 900)
                    Assert.True(entry.Cause is Cause.Noise or Cause.NoValue or Cause.NotInMemory && entry.Values.All(value => value is null), $"{name}: {entry}");
                else
                    Assert.True(entry.Cause == Cause.Valid && entry.Values[0] == LoadRecords.Energy(Start + (int)(entry.Slot / 900)), $"{name}: {entry}");
        }
    }

    [Fact]
    public void An_answer_that_is_wrong_with_the_right_sums_is_not_believed_for_it_must_come_twice()
    {
        var (cabinet, _, profile) = Rig();
        var given = 0;
        profile.Spoil = (_, record) => ++given % 31 == 0 ? Resealed(record, 12, (byte)(record[12] ^ 0x11)) : given % 47 == 0 ? Resealed(record, 4, 0x05) : record;
        cabinet.Run(Hour);
        cabinet.Restart(10 * Hour);
        cabinet.Run(3 * Hour);

        var read = cabinet.Remembered();
        Assert.Equal(Enumerable.Range(4, 40).Select(slot => slot * 900L), read.Select(e => e.Slot).Order());
        Assert.All(read.Where(e => e.Cause == Cause.Valid), e => Assert.Equal(LoadRecords.Energy(Start + (int)(e.Slot / 900)), e.Values[0]));
        Assert.Equal(40, read.Count(e => e.Cause == Cause.Valid));
    }

    [Fact]
    public void Classes_are_read_as_one_where_more_than_one_is_needed()
    {
        var (cabinet, _, profile) = Rig(tasks: [TaskPlan.Profile(3840, 0x00010000, 0x02010100)]);
        cabinet.Run(Hour);
        cabinet.Restart(Hour);
        cabinet.Run(Hour);

        Assert.Equal(
            Enumerable.Range(4, 4).Select(slot => (LoadRecords.Energy(Start + slot), (long?)2200 + ((Start + slot) % 10))),
            cabinet.Remembered().Select(e => (e.Values[0]!.Value, e.Values[1])));
        Assert.NotEmpty(profile.Given);
    }

    [Fact]
    public void Live_slots_miss_nothing_while_profiles_are_read_on_a_noisy_line()
    {
        var (cabinet, _, _) = Rig(meters: 12, every: 60);
        var random = new Random(5);
        cabinet.Run(Hour);
        cabinet.Restart(30 * Hour);
        cabinet.Distort = hex => random.Next(10) == 0 ? hex[..^6] + "00" + hex[^4..] : hex;
        cabinet.Run(6 * Hour);

        Assert.All(cabinet.Entries().Where(e => e.Slot >= 31 * 3600 + 60), e => Assert.Equal(Cause.Valid, e.Cause));
        Assert.Equal(12 * 120, cabinet.Remembered().Select(e => (e.Meter, e.Slot)).Distinct().Count());
        Assert.All(cabinet.Remembered(), e => Assert.Equal(LoadRecords.Energy(Start + (int)(e.Slot / 900)), e.Values[0]));
    }

    [Fact]
    public void While_much_waits_to_be_sent_nothing_is_read_back()
    {
        var (cabinet, _, _) = Rig();
        cabinet.Run(Hour);
        cabinet.Journal.IsPressed = true;
        cabinet.Restart(4 * Hour);
        cabinet.Run(Hour);
        Assert.Empty(cabinet.Remembered());

        cabinet.Journal.IsPressed = false;
        cabinet.Run(Hour);
        Same([.. Enumerable.Range(4, 16).Select(slot => slot * 900L)], cabinet);
    }

    private static byte[] With(byte[] record, int place, byte value)
    {
        record[place] = value;
        return record;
    }

    private static byte[] Resealed(byte[] record, int place, byte value) => LoadRecords.Seal(Convert.ToHexString(With(record, place, value), 3, record.Length - 5));

    /// <summary>These slots are read from the profile, each once, with their values.</summary>
    private static void Same(List<long> slots, Cabinet cabinet)
    {
        var read = cabinet.Remembered();
        Assert.Equal(slots, read.Select(e => e.Slot).Order());
        Assert.All(read, e => Assert.Equal([LoadRecords.Energy(Start + (int)(e.Slot / 900))], e.Values));
    }

    private static (Cabinet Cabinet, MeterMemory Memory, LoadRecords Profile) Rig(int horizon = 0, int meters = 1, int every = 900, TaskPlan.Draft[]? tasks = null, uint[]? reads = null)
    {
        var cabinet = new Cabinet();
        var memory = new MeterMemory(cabinet);
        var profile = new LoadRecords(memory);
        cabinet.Meter = (_, identifier) => memory.Answer(identifier) ?? "00010000";
        cabinet.Records = profile.Answer;
        var plan = new TaskPlan { Horizon = horizon, Meters = meters, Every = every, Reads = reads ?? [0x00010000] };
        plan.Tasks.AddRange(tasks ?? [TaskPlan.Profile()]);
        cabinet.TakePlan(plan.Write());
        return (cabinet, memory, profile);
    }
}
