using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.MBus;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>A search for meters of other protocols than DL/T 645, on a line that is read meanwhile.</summary>
public sealed class OtherSearchTests
{
    private const int Modbus = 2, Cjt188 = 3, MBus = 4, Even = 2, None = 0;

    [Fact]
    public void Every_unit_that_answers_is_found_and_two_of_one_are_unresolved()
    {
        var rig = Read();
        foreach (var unit in new[] { 1, 17, 99, 247 })
            rig.Attach(ModbusModels.Make("eastron-sdm120", unit, (uint)unit, OtherLineTests.Load(unit)), 9600, Parity.None);
        rig.Attach(ModbusModels.Make("eastron-sdm120", 50, 1, OtherLineTests.Load(1)), 9600, Parity.None);
        rig.Attach(ModbusModels.Make("schneider-iem3000", 50, 2, OtherLineTests.Load(2)), 9600, Parity.None);
        rig.SearchFor(1200, (9600, None, Modbus));

        Assert.Equal(["1", "17", "99", "247"], rig.Found.Select(static one => one.Address).Except(["50"]));
        Assert.All(rig.Found, static one => Assert.Equal((9600, None, 1, Modbus), (one.Baud, one.Parity, one.State, one.Protocol)));
        Assert.True(rig.End!.Value.Questions >= 247);
        Assert.InRange(rig.Readings, 3, 10);
    }

    [Fact]
    public void Meters_of_an_MBus_are_found_by_their_numbers()
    {
        var rig = Read();
        string[] numbers = ["12345678", "12345679", "87654321", "00000001"];
        for (var i = 0; i < numbers.Length; i++)
            rig.Attach(new MBusMeter(new MBusSettings { Primary = i + 1, Number = numbers[i] }, OtherLineTests.Load(i)), 2400, Parity.Even);
        rig.SearchFor(1200, (2400, Even, MBus));

        Assert.Equal(numbers.Order(), rig.Found.Select(static one => one.Address[..8]).Order());
        Assert.All(rig.Found, static one => Assert.Equal(16, one.Address.Length));
        Assert.Equal((0L, true), (rig.End!.Value.Unresolved, rig.End.Value.Whole));
    }

    [Fact]
    public void One_CJT188_meter_is_found_and_several_are_told_to_be_there()
    {
        var rig = Read();
        rig.Attach(new Cjt188Meter(new Cjt188Settings { Address = "00000012345678" }, OtherLineTests.Load(1)), 2400, Parity.Even);
        rig.SearchFor(120, (2400, Even, Cjt188));
        Assert.Equal([new FoundMeter("10/00000012345678", 2400, Even, 1, Cjt188)], rig.Found);
        Assert.True(rig.End!.Value.Whole);

        var crowded = Read();
        for (var i = 1; i <= 3; i++)
            crowded.Attach(new Cjt188Meter(new Cjt188Settings { Address = $"{i:D14}" }, OtherLineTests.Load(i)) { AnswerDelayMicros = 20_000 * i }, 2400, Parity.Even);
        crowded.SearchFor(120, (2400, Even, Cjt188));
        Assert.Empty(crowded.Found);
        Assert.Equal((1L, false), (crowded.End!.Value.Unresolved, crowded.End.Value.Whole));
    }

    private static SearchRig Read()
    {
        var rig = new SearchRig(1);
        rig.Add("202600000001", 2400, isPlanned: true);
        rig.Read(60);
        rig.Run(30);
        return rig;
    }
}
