using Wattline.Firmware.Lines;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>Meters of DL/T 645-1997 in a plan, beside one of -2007 at another speed.</summary>
public sealed class Dlt645Of1997Tests
{
    private const int Even = 2;

    [Fact]
    public void Meters_of_both_standards_are_read_on_one_line()
    {
        var rig = new MixedRig(1);
        var old = Meter("000000001997", MeterProtocol.Dlt1997);
        var @new = Meter("000000002007", MeterProtocol.Dlt2007);
        rig.Attach(old, 1200, Parity.Even);
        rig.Attach(@new, 2400, Parity.Even);
        rig.Plan("000000001997", 1, 1200, Even, new MixedRead("9010", 2), new MixedRead("901F", 2, 2, 2, 2, 2), new MixedRead("B611", 0), new MixedRead("B630", 4));
        rig.Plan("000000002007", 0, 2400, Even, new MixedRead("00010000", 2), new MixedRead("02010100", 1));
        rig.Read(60);
        rig.Run(179);

        var entries = rig.Entries();
        Assert.Equal(6, entries.Count);
        Assert.All(entries, static entry => Assert.Equal(Cause.Valid, entry.Cause));
        foreach (var entry in entries.Where(static entry => entry.Meter == 0))
        {
            // Total, and total and tariffs in the block; whole volts.
            Assert.Equal(8, entry.Values.Length);
            Assert.InRange(entry.Values[0]!.Value, 123_400, 123_500);
            Assert.InRange(entry.Values[1]!.Value - entry.Values[0]!.Value, 0, 2);
            Assert.InRange(entry.Values[1]!.Value - entry.Values.Skip(2).Take(4).Sum(static value => value!.Value), 0, 4);
            Assert.InRange(entry.Values[6]!.Value, 200, 240);
        }
    }

    [Fact]
    public void What_a_1997_meter_does_not_have_is_refused()
    {
        var rig = new MixedRig(2);
        rig.Attach(Meter("000000001997", MeterProtocol.Dlt1997), 1200, Parity.Even);
        rig.Plan("000000001997", 1, 1200, Even, new MixedRead("9010", 2), new MixedRead("9017", 2));
        rig.Read(60);
        rig.Run(59);

        var entry = Assert.Single(rig.Entries());
        Assert.Equal(Cause.Refused, entry.Cause);
        Assert.NotNull(entry.Values[0]);
        Assert.Null(entry.Values[1]);
    }

    private static SimulatedMeter Meter(string address, MeterProtocol protocol) => new(
        new MeterSettings { Address = address, Protocol = protocol, StartHundredths = [30_000, 40_000, 50_000, 3_450], Start = VirtualClock.Start },
        LoadProfile.Household(1, VirtualClock.Start.DateTime));
}
