using Wattline.Firmware.Lines;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.MBus;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>M-Bus and CJ/T 188 meters in a plan, and all that speak on one line.</summary>
public sealed class OtherLineTests
{
    // Energy Wh (kWh by -3), volume m3, power W (kW), flow temperature, stored energy 1.
    private const string Records = "00" + "6003" + "9010" + "6028" + "9058" + "6083010000";

    // Volume in m3, ST.
    private const string Water = "901F00" + "002C" + "0F00";

    // Heat in kWh and in MWh, volume, supply temperature, working time.
    private const string Heat = "901F00" + "0105" + "042C" + "0500" + "0700";

    private const int Even = 2, None = 0;

    [Fact]
    public void Records_of_an_MBus_meter_are_taken_by_what_they_are()
    {
        var rig = new MixedRig(1);
        var load = Load(1);
        rig.Attach(new MBusMeter(new MBusSettings { Primary = 5, Number = "12345678" }, load), 2400, Parity.Even);
        rig.Attach(new MBusMeter(new MBusSettings { Primary = 0, Number = "87654321", Telegrams = 3 }, load), 2400, Parity.Even);
        rig.Plan("5/12345678", 4, 2400, Even, new MixedRead(Records, 3, 2, 3, 1, 3));
        rig.Plan("87654321", 4, 2400, Even, new MixedRead(Records, 3, 2, 3, 1, 3));
        rig.Read(60);
        rig.Run(179);

        Assert.Equal(6, rig.Entries().Count);
        foreach (var entry in rig.Entries())
        {
            Assert.Equal(Cause.Valid, entry.Cause);
            Assert.InRange(entry.Values[0]!.Value, load.WattHoursAt(entry.Slot * 1_000_000), load.WattHoursAt((entry.Slot + 30) * 1_000_000));
            Assert.InRange(entry.Values[1]!.Value, load.WattHoursAt(entry.Slot * 1_000_000) / 100, load.WattHoursAt((entry.Slot + 30) * 1_000_000) / 100 + 1);
            Assert.Equal(load.WattsAt(entry.Slot * 1_000_000), entry.Values[2]);
            Assert.Equal([625, load.WattHoursAt(0)], entry.Values[3..]);
        }
    }

    [Fact]
    public void Another_MBus_meter_at_the_address_is_told_and_a_busy_one_is_asked_again()
    {
        var rig = new MixedRig(2);
        var busy = new MBusMeter(new MBusSettings { Primary = 6, Number = "00000006" }, Load(2));
        rig.Attach(new MBusMeter(new MBusSettings { Primary = 5, Number = "12345679" }, Load(1)), 2400, Parity.Even);
        rig.Attach(busy, 2400, Parity.Even);
        rig.Plan("5/12345678", 4, 2400, Even, new MixedRead(Records, 3, 2, 3, 1, 3));
        rig.Plan("6", 4, 2400, Even, new MixedRead(Records, 3, 2, 3, 1, 3));
        rig.Read(60);
        busy.BusyAnswers = 8;
        rig.Run(119);
        busy.BusyAnswers = 10_000;
        rig.Run(62);

        Assert.Equal([(0, Cause.OtherMeter), (0, Cause.Valid), (60, Cause.OtherMeter), (60, Cause.Valid), (120, Cause.OtherMeter), (120, Cause.Busy)],
            rig.Entries().Where(static entry => entry.Slot < 180).OrderBy(static entry => (entry.Slot, entry.Meter)).Select(static entry => ((int)entry.Slot, entry.Cause)));
        Assert.Equal([(0, "12345679")], rig.Events("other_meter"));
    }

    [Fact]
    public void Values_of_a_CJT188_meter_are_in_the_plans_units()
    {
        var rig = new MixedRig(3);
        var load = Load(1);
        var water = new Cjt188Meter(new Cjt188Settings { Address = "00000000000001" }, load);
        var turned = new Cjt188Meter(new Cjt188Settings { Address = "00000000000002", Type = 0x20, TurnsIdentifier = true, UnitFirst = true }, load);
        rig.Attach(water, 2400, Parity.Even);
        rig.Attach(turned, 2400, Parity.Even);
        rig.Plan("10/00000000000001", 3, 2400, Even, new MixedRead(Water, 3, 0));
        rig.Plan("20/00000000000002", 3, 2400, Even, new MixedRead(Heat, 2, 2, 2, 0));
        rig.Read(60);
        rig.Run(119);

        Assert.Equal(4, rig.Entries().Count);
        foreach (var entry in rig.Entries())
        {
            Assert.Equal(Cause.Valid, entry.Cause);
            var (from, until) = (water.Hundredths(entry.Slot * 1_000_000), water.Hundredths((entry.Slot + 30) * 1_000_000));
            Assert.InRange(entry.Values[0]!.Value, entry.Meter == 0 ? from * 10 : from, entry.Meter == 0 ? until * 10 : until);
            Assert.Equal(entry.Meter == 0 ? 0 : 6250, entry.Values[entry.Meter == 0 ? 1 : 2]);
        }
    }

    [Fact]
    public void A_unit_that_no_power_of_ten_turns_into_the_plans_is_refused()
    {
        var rig = new MixedRig(4);
        rig.Attach(new Cjt188Meter(new Cjt188Settings { Address = "00000000000001", Type = 0x20 }, Load(1)), 2400, Parity.Even);
        rig.Plan("20/00000000000001", 3, 2400, Even, new MixedRead("901F00" + "0111", 3));
        rig.Read(60);
        rig.Run(62);

        Assert.Equal((Cause.Refused, 0), rig.Entries().Where(static entry => entry.Slot == 0).Select(static entry => (entry.Cause, entry.Values.Count(static value => value is not null))).Single());
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Four_protocols_on_one_line_do_not_disturb_each_other(int seed)
    {
        var rig = new MixedRig(seed);
        for (var i = 1; i <= 3; i++)
        {
            rig.Attach(new SimulatedMeter(new MeterSettings { Address = $"2026{i:D8}" }, LoadProfile.Household(i, VirtualClock.Start.DateTime)), 2400, Parity.Even);
            rig.Attach(new Cjt188Meter(new Cjt188Settings { Address = $"{i:D14}" }, Load(i)), 2400, Parity.Even);
            rig.Attach(ModbusModels.Make("eastron-sdm120", i, (uint)i, Load(i)), i == 1 ? 2400 : 9600, i == 1 ? Parity.Even : Parity.None);
            rig.Attach(new MBusMeter(new MBusSettings { Primary = i, Number = $"{i:D8}" }, Load(i)), 2400, Parity.Even);
        }
        // In the order of the plan every protocol follows every other.
        foreach (var i in new[] { 1, 3, 2 })
        {
            rig.Plan($"2026{i:D8}", 0, 2400, 2, new MixedRead("00010000", 2));
            rig.Plan($"{i}/{i}", 2, i == 1 ? 2400 : 9600, i == 1 ? Even : None, new MixedRead(ModbusLineTests.Energy, 2));
            rig.Plan($"{i}/{i:D8}", 4, 2400, 2, new MixedRead(Records, 3, 2, 3, 1, 3));
            rig.Plan($"10/{i:D14}", 3, 2400, 2, new MixedRead(Water, 3, 0));
        }
        rig.Read(60);
        rig.Run(299);

        Assert.Equal(60, rig.Entries().Count);
        Assert.All(rig.Entries(), static entry => Assert.Equal(Cause.Valid, entry.Cause));
        Assert.Equal(0, rig.Machine.Lines[0].Retries);
        Assert.Equal(0, rig.Wire.Collisions);
    }

    internal static MeteredLoad Load(int seed) => new(LoadProfile.Household(seed, VirtualClock.Start.DateTime), 1, seed, 1_234_560);
}
