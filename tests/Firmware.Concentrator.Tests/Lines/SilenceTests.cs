using Wattline.Firmware.Lines;
using Wattline.Tests.Firmware.Concentrator.Plans;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

public sealed class SilenceTests
{
    private const long Slot = 900_000;

    [Fact]
    public void A_meter_silent_for_two_slots_is_told_and_so_is_its_return()
    {
        var cabinet = Living(3);
        var living = cabinet.Meter;
        cabinet.Run(Slot);
        cabinet.Meter = (address, identifier) => address == Cabinet.Address(1) ? null : living(address, identifier);
        cabinet.Run(3 * Slot);
        cabinet.Meter = living;
        cabinet.Run(2 * Slot);

        var first = Cabinet.Midnight + 900;
        Assert.Equal(
            [("meter_silent", 1, $"{first}"), ("meter_back", 1, $"{first} {first + (3 * 900)}")],
            cabinet.MeterEvents().Select(e => (e.Code, e.Meter, e.Detail)));
        Assert.Equal(["boot 1 0.1.0", "plan 1 1"], cabinet.Events());
    }

    [Fact]
    public void Among_too_many_events_that_wait_what_readings_rest_on_is_told_and_the_rest_once_there_is_room()
    {
        var cabinet = Living(3);
        var living = cabinet.Meter;
        cabinet.Run(Slot);
        cabinet.Journal.IsCrowded = true;
        cabinet.Meter = (address, identifier) => address == Cabinet.Address(1) ? null : living(address, identifier);
        cabinet.Run(3 * Slot);
        cabinet.Restart(200 * Slot);
        cabinet.Run(3 * Slot);
        Assert.Empty(cabinet.MeterEvents());
        Assert.Equal(["boot", "plan", "boot", "outage"], cabinet.Events().Select(told => told.Split(' ')[0]));

        cabinet.Journal.IsCrowded = false;
        cabinet.Run(2 * Slot);
        Assert.Equal(("meter_silent", 1), Assert.Single(cabinet.MeterEvents().Select(e => (e.Code, e.Meter))));
    }

    [Fact]
    public void A_dead_line_is_told_as_one_thing()
    {
        var cabinet = Living(3);
        var living = cabinet.Meter;
        cabinet.Run(Slot - 1);
        cabinet.Meter = (_, _) => null;
        cabinet.Run(3 * Slot);
        cabinet.Meter = living;
        cabinet.Run(2 * Slot);

        var first = Cabinet.Midnight + 900;
        Assert.Empty(cabinet.MeterEvents());
        Assert.Equal([$"line_silent {first} 0 {first}", $"line_back {first} 0 {first} {first + (3 * 900)}"], cabinet.Events().Skip(2));
    }

    [Fact]
    public void The_dead_do_not_hold_up_the_living()
    {
        const int meters = 32;
        var alone = LastOfTheLiving(22, _ => true);
        var beside = LastOfTheLiving(meters, meter => meter % 3 != 0 || meter >= 30);

        Assert.True(beside <= alone * 1.15, $"{beside} ms beside ten dead, {alone} ms alone");
    }

    [Fact]
    public void The_silence_of_a_meter_that_answers_soon_is_over_soon()
    {
        var cabinet = Living(2);
        cabinet.Run(Slot - 1);
        // One question is lost: it is asked again after the meter's own time, not after the standard's 500 ms and an answer's.
        var lost = false;
        cabinet.Meter = (_, _) => !lost && (lost = true) ? null : "00010000";
        cabinet.Tick(10_000);

        Assert.InRange(cabinet.Entries().Where(e => e.Slot == 900).Min(e => e.Offset), 0, 700);
    }

    [Theory]
    [InlineData(900)]
    [InlineData(2500)]
    public void A_slow_meter_is_waited_for_once_it_is_known(int delay)
    {
        var cabinet = Living(2);
        var living = cabinet.Meter;
        cabinet.Meter = (address, identifier) =>
        {
            cabinet.Line.Delay = address == Cabinet.Address(0) ? delay : 20;
            return living(address, identifier);
        };
        cabinet.Tick(Slot + 20_000);

        var entries = cabinet.Entries().Where(e => e.Slot == 900).ToList();
        Assert.Equal([Cause.Valid, Cause.Valid], entries.Select(e => e.Cause));
        Assert.All(entries, e => Assert.InRange(e.Offset, 0, 4000));
    }

    [Fact]
    public void What_happened_is_asked_as_soon_as_a_meter_is_back()
    {
        var cabinet = new Cabinet();
        var memory = new MeterMemory(cabinet);
        string? Living(string address, uint identifier) => memory.Answer(identifier) ?? "00010000";
        cabinet.Meter = Living;
        var plan = new TaskPlan();
        plan.Tasks.Add(TaskPlan.PowerDowns(every: 86400));
        cabinet.TakePlan(plan.Write());
        cabinet.Run(2 * Slot);
        cabinet.Meter = (_, _) => null;
        cabinet.Run(2 * Slot);
        memory.PowerDowns = 1;
        cabinet.Meter = Living;
        cabinet.Run(Slot);

        Assert.Contains(cabinet.MeterEvents(), e => e.Code == "power_down" && e.Counter == 1 && e.Start == memory.BeganAt(1));
    }

    /// <summary>Milliseconds from the slot to the last answer of a meter that answers, when the dead are known.</summary>
    private static long LastOfTheLiving(int meters, Func<int, bool> lives)
    {
        var cabinet = new Cabinet();
        var index = Enumerable.Range(0, meters).ToDictionary(Cabinet.Address);
        cabinet.Meter = (address, _) => lives(index[address]) ? "00010000" : null;
        cabinet.TakePlan(Cabinet.Plan(1, meters, [0x00010000], every: 120));
        cabinet.Run(10 * 120_000);
        return cabinet.Entries().Where(e => e.Slot >= 600 && e.Cause == Cause.Valid).Max(e => e.Offset);
    }

    private static Cabinet Living(int meters)
    {
        var cabinet = new Cabinet { Meter = (_, _) => "00010000" };
        cabinet.TakePlan(Cabinet.Plan(1, meters, [0x00010000]));
        return cabinet;
    }
}
