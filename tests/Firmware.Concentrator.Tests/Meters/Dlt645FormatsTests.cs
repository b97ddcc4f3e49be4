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
    [InlineData(0x0506013Eu, "frozen forward active energy", "kWh", 4, 2, false, 0, -1, 0, -1)]
    [InlineData(0x050401FEu, "frozen forward active energy", "kWh", 4, 2, false, 1, -1, 0, -1)]
    [InlineData(0x05060901u, "frozen forward active max demand", "kW", 8, 4, false, 0, -1, 0, -1)]
    [InlineData(0x05061001u, "frozen power", "", 3, 4, true, 8, -1, -1, -1)]
    [InlineData(0x0504FF01u, "freeze", "", 13, 0, false, 1, -1, -1, -1)]
    [InlineData(0x00820000u, "reverse fundamental energy", "kWh", 4, 2, false, 1, -1, 0, 0)]
    [InlineData(0x00AA0000u, "reverse fundamental energy", "kWh", 4, 2, false, 1, 2, 0, 0)]
    [InlineData(0x020A02FFu, "voltage harmonic", "%", 2, 2, false, 21, 2, -1, -1)]
    [InlineData(0x03010000u, "voltage loss count", "times", 6, 0, false, 3, 1, -1, -1)]
    [InlineData(0x03010203u, "voltage loss", "", 131, 0, false, 1, 2, -1, -1)]
    [InlineData(0x03120000u, "demand over limit count", "times", 3, 0, false, 6, -1, -1, -1)]
    [InlineData(0x03300401u, "clock set", "", 16, 0, false, 1, -1, -1, -1)]
    [InlineData(0x0400040Bu, "model (ASCII)", "", 10, 0, false, 1, -1, -1, -1)]
    [InlineData(0x1D00FF01u, "trip", "", 34, 0, false, 1, -1, -1, -1)]
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
    [InlineData(0x05060000u)]
    [InlineData(0x0506013Fu)]
    [InlineData(0x05010104u)]
    [InlineData(0x05040301u)]
    [InlineData(0x05080101u)]
    [InlineData(0x0311000Bu)]
    [InlineData(0x03010401u)]
    [InlineData(0x06070000u)]
    public void An_identifier_that_the_standard_does_not_define_is_not_found(uint identifier) =>
        Assert.False(Dlt645Formats.Find(identifier, new Dlt645Format()));

    [Fact]
    public void No_row_of_the_table_is_hidden_behind_another()
    {
        // Each kind of identifier once; a row that another takes everything from would never be found.
        var found = new HashSet<(string, int, int)>();
        var format = new Dlt645Format();
        foreach (var group in (uint[])[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x1D, 0x1E])
            for (uint rest = 0; rest < 0x1000000; rest += rest % 256 < 32 ? 1 : rest % 256 == 32 ? 0xFFu - 32 : 1)
                if ((rest >> 16 < 0x34 || rest >> 16 is >= 0x80 and < 0x92) && (byte)(rest >> 8) is < 0x16 or 0xFF && Dlt645Formats.Find((group << 24) | rest, format))
                    found.Add((format.Name, format.Kind, format.Bytes));
        // Freeze times and frozen energies stand twice: hourly, and all others; so do their blocks.
        Assert.True(found.Count >= Dlt645Formats.Rows - 6, $"{found.Count} of {Dlt645Formats.Rows}");
    }

    [Theory]
    [InlineData(0x03110001u, 0, 6)]
    [InlineData(0x03010101u, 0, 6)]
    [InlineData(0x03050001u, 0, 9)]
    [InlineData(0x03300D01u, 0, 6)]
    [InlineData(0x03300001u, 0, -1)]
    [InlineData(0x03300401u, 4, 10)]
    [InlineData(0x1D00FF01u, 0, -1)]
    [InlineData(0x00010000u, -1, -1)]
    public void A_record_of_an_event_has_its_times_where_the_standard_puts_them(uint identifier, int startAt, int endAt)
    {
        var format = new Dlt645Format();
        Assert.True(Dlt645Formats.Find(identifier, format));
        Assert.Equal((startAt, endAt), (format.StartAt, format.EndAt));
    }

    [Theory]
    [InlineData(0x9010, "forward active energy", "kWh", 4, 2, 1, 0, 0)]
    [InlineData(0x901F, "forward active energy", "kWh", 4, 2, 0, 0, 0)]
    [InlineData(0x9423, "reverse active energy", "kWh", 4, 2, 1, 3, 1)]
    [InlineData(0x9960, "reactive Q3 energy", "kvarh", 4, 2, 1, 0, 2)]
    [InlineData(0x9140, "reactive Q4 energy", "kvarh", 4, 2, 1, 0, 0)]
    [InlineData(0xA010, "forward active max demand", "kW", 3, 4, 1, 0, 0)]
    [InlineData(0xB810, "forward active max demand time", "", 4, 0, 1, 0, 2)]
    [InlineData(0xB611, "voltage", "V", 2, 0, 1, -1, -1)]
    [InlineData(0xB62F, "current", "A", 2, 2, 3, -1, -1)]
    [InlineData(0xB630, "active power", "kW", 3, 4, 1, -1, -1)]
    [InlineData(0xC032, "meter number", "", 6, 0, 1, -1, -1)]
    [InlineData(0xB610, null, null, 0, 0, 0, 0, 0)]
    [InlineData(0x9C10, null, null, 0, 0, 0, 0, 0)]
    public void A_1997_identifier_has_its_format(int identifier, string? name, string? unit, int bytes, int decimals, int count, int tariff, int settlement)
    {
        var format = new Dlt645Format();
        Assert.Equal(name is not null, Dlt645Formats1997.Find(identifier, format));
        if (name is not null)
        {
            Assert.Equal((name, unit, bytes, decimals), (format.Name, format.Unit, format.Bytes, format.Decimals));
            Assert.Equal((count, tariff, settlement), (format.Count, format.Tariff, format.Settlement));
        }
    }

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
