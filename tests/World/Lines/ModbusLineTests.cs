using Wattline.Firmware.Lines;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>Modbus RTU meters in a plan, from the registers on the wire to the entries in the journal.</summary>
public sealed class ModbusLineTests
{
    // Input registers 0048 and 0049: import kWh, float; the number stands in FC00 of the holding registers.
    internal const string Energy = "81" + "0048" + "02" + "02FC00" + "00" + "69";

    // 000C W, kW by a scale of -3.
    private const string Power = "81" + "000C" + "02" + "02FC00" + "0066";

    // Of a three-phase meter: 0000 V, 0006 A, 000C W, in 14 registers that are all there.
    private const string Instants = "01" + "0000" + "0E" + "0069" + "0669" + "0C66";

    private const int None = 0;

    [Fact]
    public void Registers_become_exact_integers_in_the_journal()
    {
        var rig = new MixedRig(1);
        var load = Load(1);
        rig.Attach(ModbusModels.Make("eastron-sdm120", 17, 12_345_678, load), 9600, Parity.None);
        rig.Plan("17/12345678", 2, 9600, None, new MixedRead(Energy, 2), new MixedRead(Power, 4));
        rig.Read(60);
        rig.Run(119);

        var entries = rig.Entries();
        Assert.Equal([0, 60], entries.Select(static entry => entry.Slot));
        Assert.All(entries, static entry => Assert.Equal(Cause.Valid, entry.Cause));
        // Between the slot's start and its end the register shows what the load gave it.
        foreach (var entry in entries)
        {
            Assert.InRange(entry.Values[0]!.Value, Hundredths(load, entry.Slot), Hundredths(load, entry.Slot + 10));
            Assert.Equal(load.WattsAt(entry.Slot * 1_000_000) * 10, entry.Values[1]);
        }
    }

    [Fact]
    public void Another_meter_at_the_address_is_told_and_its_values_are_nobodys()
    {
        var rig = new MixedRig(2);
        var (old, @new) = (ModbusModels.Make("eastron-sdm120", 17, 12_345_678, Load(1)), ModbusModels.Make("eastron-sdm120", 17, 87_654_321, Load(2)));
        @new.IsDead = true;
        rig.Attach(old, 9600, Parity.None);
        rig.Attach(@new, 9600, Parity.None);
        rig.Plan("17/12345678", 2, 9600, None, new MixedRead(Energy, 2), new MixedRead(Power, 4));
        rig.Read(60);
        // The old one is taken away in its slot; the new one is there a minute and a half later.
        rig.At(90, () => old.IsDead = true);
        rig.At(200, () => @new.IsDead = false);
        rig.Run(419);

        var causes = rig.Entries().ToDictionary(static entry => entry.Slot, static entry => entry.Cause);
        Assert.Equal([Cause.Valid, Cause.Valid, Cause.Silent], [causes[0], causes[60], causes[120]]);
        Assert.Equal([Cause.OtherMeter, Cause.OtherMeter], [causes[240], causes[300]]);
        Assert.All(rig.Entries().Where(static entry => entry.Slot > 60), static entry => Assert.All(entry.Values, static value => Assert.Null(value)));
        Assert.Equal([(0, "87654321")], rig.Events("other_meter"));
    }

    [Fact]
    public void What_is_busy_is_asked_again_and_what_has_no_such_register_is_refused()
    {
        var rig = new MixedRig(3);
        var load = Load(1);
        var meter = ModbusModels.Make("eastron-sdm120", 17, 1, load);
        var poor = ModbusModels.Make("eastron-sdm120", 18, 1, load);
        rig.Attach(meter, 9600, Parity.None);
        rig.Attach(poor, 9600, Parity.None);
        rig.Plan("17", 2, 9600, None, new MixedRead(Energy, 2));
        rig.Plan("18", 2, 9600, None, new MixedRead("01" + "0040" + "02" + "0069", 2));
        rig.Read(60);
        meter.BusyAnswers = 8;
        rig.Run(60);
        meter.BusyAnswers = 10_000;
        rig.Run(61);

        var entries = rig.Entries().Where(static entry => entry.Slot < 120).ToList();
        Assert.Equal([(0, 0, Cause.Valid), (0, 1, Cause.Refused), (60, 0, Cause.Busy), (60, 1, Cause.Refused)],
            entries.Select(static entry => ((int)entry.Slot, entry.Meter, entry.Cause)).Order());
        Assert.All(entries.Where(static entry => entry.Cause != Cause.Valid), static entry => Assert.All(entry.Values, static value => Assert.Null(value)));
    }

    [Fact]
    public void Meters_of_two_protocols_and_three_settings_are_read_beside_each_other()
    {
        var rig = new MixedRig(4);
        for (var i = 1; i <= 4; i++)
        {
            rig.Attach(new SimulatedMeter(new MeterSettings { Address = $"2026{i:D8}" }, LoadProfile.Household(i, VirtualClock.Start.DateTime)), 2400, Parity.Even);
            rig.Attach(ModbusModels.Make("eastron-sdm120", i, (uint)i, Load(i)), 9600, Parity.None);
            rig.Attach(ModbusModels.Make("eastron-sdm630", 100 + i, (uint)i, Load(i)), 19200, Parity.Even);
            rig.Plan($"2026{i:D8}", 0, 2400, 2, new MixedRead("00010000", 2), new MixedRead("02010100", 1));
            rig.Plan($"{i}/{i}", 2, 9600, None, new MixedRead(Energy, 2), new MixedRead(Power, 4));
            rig.Plan($"{100 + i}", 2, 19200, 2, new MixedRead(Energy, 2), new MixedRead(Instants, 1, 3, 4));
        }
        rig.Read(60);
        rig.Run(179);

        Assert.Equal(36, rig.Entries().Count);
        Assert.All(rig.Entries(), static entry => Assert.Equal(Cause.Valid, entry.Cause));
        Assert.Equal(0, rig.Machine.Lines[0].Retries);
    }

    private static MeteredLoad Load(int seed) => new(LoadProfile.Household(seed, VirtualClock.Start.DateTime), 1, seed, 1_234_560);

    private static long Hundredths(MeteredLoad load, long second) => (load.WattHoursAt(second * 1_000_000) + 5) / 10;
}
