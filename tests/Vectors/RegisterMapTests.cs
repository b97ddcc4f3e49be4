using Wattline.Cloud.Metering.RegisterMaps;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Modbus;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>Register maps as data: what they say is what the simulated meters, written from the makers' lists, hold.</summary>
public sealed class RegisterMapTests
{
    private const string Good = "map = x\nfunction = 3\n1-0:1.8.0 0010 u32 kWh 2 scale=-2\n";

    public static TheoryData<string> Models() => [.. ModbusModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_value_that_a_map_names_is_read_from_the_simulated_meter(string model)
    {
        var map = RegisterMap.Known[model];
        int phases = model is "eastron-sdm630" or "schneider-iem3000" or "acrel-adl400" ? 3 : 1;
        var load = new MeteredLoad(new LoadProfile([2400]), phases, startWattHours: 98_765_430);
        var line = new SlaveLine(ModbusModels.Make(model, 5, 40_012_345, load), 9600, 10);
        var master = new ModbusMaster(line, overTcp: false);
        var values = new Dictionary<string, long>();
        foreach (var read in map.Reads())
        {
            master.Begin(5, read.Function, read.Start, read.Registers, 9600, 10, line.Now);
            Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
            foreach (var value in read.Values)
            {
                Assert.Equal(ModbusValue.Ok, ModbusValue.Read(master.Payload, 2 * (value.Address - read.Start), (int)value.Type, value.LowWordFirst, value.Scale + value.Decimals, out long number));
                values[value.Obis] = number;
            }
        }

        Assert.Equal(map.Values.Count, values.Count);
        decimal energy = values["1-0:1.8.0"] / (decimal)Math.Pow(10, map.Values.Single(v => v.Obis == "1-0:1.8.0").Decimals);
        Assert.InRange(energy, 98_765.42m, 98_765.44m);
        decimal power = values["1-0:16.7.0"] / (decimal)Math.Pow(10, map.Values.Single(v => v.Obis == "1-0:16.7.0").Decimals);
        Assert.Equal(2.4m, power);
        Assert.InRange(values["1-0:14.7.0"], 4990, 5010);
        if (map.Serial is { } serial)
        {
            master.Begin(5, serial.Function, serial.Address, serial.Registers, 9600, 10, line.Now);
            Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
            Assert.Equal((ModbusValue.Ok, 40_012_345L), (ModbusValue.Read(master.Payload, 0, (int)serial.Type, serial.LowWordFirst, 0, out long number), number));
        }
    }

    [Fact]
    public void Adjacent_registers_are_one_question_and_no_question_is_longer_than_the_meter_allows()
    {
        Assert.All(RegisterMap.Known.Values, map => Assert.All(map.Reads(), read => Assert.InRange(read.Registers, 1, map.RegistersMax)));
        var phases = RegisterMap.Known["eastron-sdm630"].Reads()[0];
        Assert.Equal((0, 18, 9), (phases.Start, phases.Registers, phases.Values.Count));
        Assert.True(RegisterMap.Known["acrel-adl400"].IsSecondary);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("1-0:2.8.0 0011 u32 kWh 2 scale=-2", "f(4): its registers overlap those of line 3")]
    [InlineData("1-0:1.8.0 0020 u32 kWh 2 scale=-2", "f(4): '1-0:1.8.0' stands on line 3 already")]
    [InlineData("1-0:2.8 0020 u32 kWh 2 scale=-2", "f(4): '1-0:2.8' is no OBIS code such as 1-0:1.8.0, and not 'serial'")]
    [InlineData("1-0:2.8.0 40001 u32 kWh 2 scale=-2", "f(4): '40001' is no register: 0000 to FFFF")]
    [InlineData("1-0:2.8.0 FFFF u32 kWh 2 scale=-2", "f(4): its 2 registers run past FFFF")]
    [InlineData("1-0:2.8.0 0020 u33 kWh 2 scale=-2", "f(4): 'u33' is none of: u16, s16, u32, s32, u64, s64, f32, pf4, bcd32")]
    [InlineData("1-0:2.8.0 0020 3 kWh 2 scale=-2", "f(4): '3' is none of: u16, s16, u32, s32, u64, s64, f32, pf4, bcd32")]
    [InlineData("1-0:2.8.0 0020 u32 kwh 2 scale=-2", "f(4): 'kwh' is no unit that is known: -, kWh, kvarh, kVAh, Wh, varh, W, kW, var, kvar, VA, kVA, V, A, Hz, deg, degC, m3, m3/h, h")]
    [InlineData("1-0:2.8.0 0020 u32 kWh 10", "f(4): decimals: '10' is no number from 0 to 9")]
    [InlineData("1-0:2.8.0 0020 u32 kWh 1 scale=-2", "f(4): 1 decimals cut digits that the register has: a scale of -2 needs 2")]
    [InlineData("1-0:2.8.0 0020 u32 kWh 2 scale=-2 offset=5", "f(4): 'offset=5' is none of: scale=N, order=low-first, function=3")]
    [InlineData("1-0:2.8.0 0020 u32", "f(4): 3 fields; a value is: OBIS register type unit decimals")]
    [InlineData("order = low-first", "f(4): 'order' stands behind a value: what it says would hold for some only")]
    [InlineData("1-0:2.8.0 0020 u32 kWh 2 function=5", "f(4): function: '5' is no number from 3 to 4|f(4): no function: 'function = 3' or 'function = 4' before the first value, or at the value")]
    [InlineData("x = 1\n1-0:9.9 zz", "f(4): 'x' stands behind a value: what it says would hold for some only|f(4): 'x' is none of: map, function, registers, gaps, order, side|f(5): 2 fields; a value is: OBIS register type unit decimals")]
    public void Every_line_that_does_not_fit_is_told(string more, string errors)
    {
        var file = RegisterMapFile.Read("f", new StringReader(Good + more));
        Assert.Equal(errors, string.Join('|', file.Errors));
        Assert.Equal(errors.Length == 0, file.Map is not null);
    }

    [Theory]
    [InlineData("", "f(1): no 'map = NAME'|f(1): no value")]
    [InlineData("map = X y\n", "f(1): 'X y' is no name: small letters, digits, '-' and '.'|f(1): no 'map = NAME'|f(1): no value")]
    [InlineData("map = x\nmap = y\nside = up\nregisters = 126\n", "f(2): 'map' stands here a second time|f(3): side: 'up' is neither primary nor secondary|f(4): registers: '126' is no number from 1 to 125|f(4): no value")]
    public void A_map_without_name_or_values_is_none(string text, string errors) =>
        Assert.Equal(errors, string.Join('|', RegisterMapFile.Read("f", new StringReader(text)).Errors));
}
