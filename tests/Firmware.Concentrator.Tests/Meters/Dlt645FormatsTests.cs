using Wattline.Firmware.Meters;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Meters;

public sealed class Dlt645FormatsTests
{
    [Theory]
    [InlineData(0x00010000u, "forward active energy", "kWh", 4, 2, false, 1, -1, 0, 0)]
    [InlineData(0x0001FF00u, "forward active energy", "kWh", 4, 2, false, 0, -1, 0, 0)]
    [InlineData(0x00000000u, "combined active energy", "kWh", 4, 2, true, 1, -1, 0, 0)]
    [InlineData(0x00440000u, "reactive Q4 energy", "kvarh", 4, 2, false, 1, 3, 0, 0)]
    [InlineData(0x00010003u, "forward active energy", "kWh", 4, 2, false, 1, -1, 0, 3)]
    [InlineData(0x000102FFu, "forward active energy", "kWh", 4, 2, false, 13, -1, 2, 0)]
    [InlineData(0x01010000u, "forward active max demand", "kW", 8, 4, false, 1, -1, 0, 0)]
    [InlineData(0x02010100u, "voltage", "V", 2, 1, false, 1, 1, -1, -1)]
    [InlineData(0x0201FF00u, "voltage", "V", 2, 1, false, 3, 1, -1, -1)]
    [InlineData(0x0203FF00u, "active power", "kW", 3, 4, true, 4, 0, -1, -1)]
    [InlineData(0x02800007u, "internal temperature", "degC", 2, 1, true, 1, -1, -1, -1)]
    [InlineData(0x03110000u, "power-down count", "times", 3, 0, false, 1, -1, -1, -1)]
    [InlineData(0x03110002u, "power-down", "", 12, 0, false, 1, -1, -1, -1)]
    [InlineData(0x05060101u, "frozen forward active energy", "kWh", 4, 2, false, 0, -1, 0, -1)]
    public void An_identifier_has_the_format_of_the_standard(
        uint identifier, string name, string unit, int bytes, int decimals, bool hasSign, int count, int phase, int tariff, int settlement)
    {
        var format = new Dlt645Format();

        Assert.True(Dlt645Formats.Find(identifier, format));

        Assert.Equal((name, unit, bytes, decimals, hasSign), (format.Name, format.Unit, format.Bytes, format.Decimals, format.HasSign));
        Assert.Equal((count, phase, tariff, settlement), (format.Count, format.Phase, format.Tariff, format.Settlement));
    }

    [Theory]
    [InlineData(0x02010000u)]
    [InlineData(0x00140000u)]
    [InlineData(0x00510000u)]
    [InlineData(0x0001FFFFu)]
    [InlineData(0x04000508u)]
    [InlineData(0x04969601u)]
    public void An_identifier_that_the_standard_does_not_define_is_not_found(uint identifier) =>
        Assert.False(Dlt645Formats.Find(identifier, new Dlt645Format()));

    [Theory]
    [InlineData("26000000", false, Bcd.Ok, 26)]
    [InlineData("341280", true, Bcd.Ok, -1234)]
    [InlineData("000080", true, Bcd.Ok, 0)]
    [InlineData("000080", false, Bcd.Ok, 800000)]
    [InlineData("99999999", false, Bcd.Ok, 99999999)]
    [InlineData("FFFF", false, Bcd.NoValue, 0)]
    [InlineData("FFFFFF", true, Bcd.NoValue, 0)]
    [InlineData("1A00", false, Bcd.BadDigit, 0)]
    [InlineData("00FF", true, Bcd.BadDigit, 0)]
    public void Digits_are_a_number_or_no_value_or_bad(string hex, bool hasSign, int result, long value)
    {
        var bytes = Convert.FromHexString(hex);

        Assert.Equal(result, Bcd.Read(bytes, 0, bytes.Length, hasSign, out var number));
        Assert.Equal(value, number);
    }
}
