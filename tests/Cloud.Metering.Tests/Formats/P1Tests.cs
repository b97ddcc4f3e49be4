using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Formats;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Formats;

public sealed class P1Tests
{
    private const string Body = "/XYZ5\\2WATTLINE\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(261025023000S)\r\n0-0:96.1.1(4530303034)\r\n1-0:1.8.1(001234.567*kWh)\r\n1-0:1.8.2(000765.433*kWh)\r\n"
        + "1-0:2.8.1(000012.000*kWh)\r\n0-0:96.14.0(0002)\r\n1-0:1.7.0(00.345*kW)\r\n1-0:32.7.0(231.0*V)\r\n1-0:99.97.0(1)(0-0:96.7.19)(260326095015W)(0000002014*s)\r\n"
        + "0-1:24.1.0(003)\r\n0-1:24.2.1(261025020000S)(00246.138*m3)\r\n!";

    private static readonly TimeZoneInfo _amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    [Fact]
    public void A_telegram_gives_its_registers_at_the_meters_time()
    {
        var telegram = P1Reader.Read(Body + Crc(Body) + "\r\n", _amsterdam, out var fault)!;
        Assert.Null(fault);
        // The clock is put back at three that night: summer's half past two is half past midnight in UTC.
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds(), telegram.At);
        Assert.Equal("XYZ5\\2WATTLINE", telegram.Identification);
        Assert.Equal(
            ["1-0:1.8.1 1234.567 kWh", "1-0:1.8.2 765.433 kWh", "1-0:2.8.1 12.000 kWh", "1-0:1.7.0 0.345 kW", "1-0:32.7.0 231.0 V", "0-1:24.2.1 246.138 m3"],
            telegram.Values.Select(one => $"{one.Obis} {one.Value} {one.Unit}"));
        Assert.Equal(telegram.At - 1_800, telegram.Values[^1].At);
    }

    [Fact]
    public void Winter_time_of_the_hour_that_comes_twice_is_an_hour_later()
    {
        var body = Body.Replace("023000S", "023000W", StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T01:30:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds(), P1Reader.Read(body + Crc(body), _amsterdam, out _)!.At);
    }

    [Fact]
    public void Before_version_4_there_is_no_checksum_and_gas_has_two_lines()
    {
        var telegram = P1Reader.Read("/KMP5 KA6U001\r\n\r\n1-0:1.8.0*255(00052185.7825309*kWh)\r\n0-1:24.3.0(261107190000)(00)(60)(1)(0-1:24.2.1)(m3)\r\n(00001.001)\r\n!\r\n", _amsterdam, out var fault)!;
        Assert.Null(fault);
        Assert.Null(telegram.At);
        Assert.Equal(["1-0:1.8.0 52185.7825309 kWh", "0-1:24.2.1 1.001 m3"], telegram.Values.Select(one => $"{one.Obis} {one.Value} {one.Unit}"));
    }

    [Theory]
    [InlineData("nothing", "from / to !")]
    [InlineData("/ABC5x\r\n\r\n!\r\n", "no value")]
    [InlineData("/ABC5x\r\n\r\n1-3:0.2.8(50)\r\n1-0:1.8.1(000001.000*kWh)\r\n!\r\n", "checksum is missing")]
    [InlineData("/ABC5x\r\n\r\n1-0:1.8.1(000001.000*kWh)\r\n!12G4\r\n", "does not fit")]
    public void What_is_no_telegram_is_refused(string text, string reason)
    {
        Assert.Null(P1Reader.Read(text, _amsterdam, out var fault));
        Assert.Contains(reason, fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bit_that_turned_is_found()
    {
        var sum = Crc(Body);
        for (var i = 1; i < Body.Length - 1; i += 7)
        {
            var turned = Body[..i] + (char)(Body[i] ^ 1) + Body[(i + 1)..];
            if (turned.Contains('!', StringComparison.Ordinal) && turned.IndexOf('!', StringComparison.Ordinal) < Body.Length - 1) continue;
            Assert.Null(P1Reader.Read(turned + sum, _amsterdam, out var fault));
            Assert.NotNull(fault);
        }
    }

    [Fact]
    public void A_file_that_lost_its_carriage_returns_is_told_by_the_sum_of_what_was_sent()
    {
        var telegram = P1Reader.Read((Body + Crc(Body) + "\r\n").Replace("\r", "", StringComparison.Ordinal), _amsterdam, out var fault);
        Assert.True(telegram is not null, fault?.ToString());
        Assert.Null(P1Reader.Read((Body.Replace("234.567", "234.568", StringComparison.Ordinal) + Crc(Body) + "\r\n").Replace("\r", "", StringComparison.Ordinal), _amsterdam, out _));
    }

    [Fact]
    public void A_maximum_has_its_moment_and_reactive_units_are_known_however_they_are_written()
    {
        const string text = "/FLU5\\1_A\r\n\r\n0-0:96.1.4(50217)\r\n0-0:1.0.0(200512135409S)\r\n1-0:1.8.0(000000.034*kWh)\r\n1-0:1.6.0(200509134558S)(02.589*kW)\r\n1-0:3.8.0(000001.5*kVArh)\r\n!";
        var telegram = P1Reader.Read(text + Crc(text), _amsterdam, out var fault)!;
        Assert.Null(fault);
        Assert.Equal(["1-0:1.8.0 0.034 kWh", "1-0:1.6.0 2.589 kW", "1-0:3.8.0 1.5 kvarh"], telegram.Values.Select(one => $"{one.Obis} {one.Value} {one.Unit}"));
        Assert.Equal(DateTimeOffset.Parse("2020-05-09T11:45:58Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds(), telegram.Values[1].At);
    }

    [Fact]
    public void A_register_that_shows_no_number_refuses_the_telegram_with_its_line()
    {
        Assert.Null(P1Reader.Read("/ABC5x\r\n\r\n1-0:1.8.1(000001.000*kWh)\r\n1-0:1.8.2(00x001.000*kWh)\r\n!\r\n", _amsterdam, out var fault));
        Assert.Equal(4, fault!.Line);
        Assert.Contains("1-0:1.8.2", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Telegrams_one_behind_the_other_are_told_apart_with_their_lines()
    {
        var text = Body + Crc(Body) + "\r\n" + Body + Crc(Body) + "\r\n";
        var found = P1Reader.Split(text).ToList();
        Assert.Equal([1, 16], found.Select(one => one.Line));
        Assert.All(found, one => Assert.NotNull(P1Reader.Read(one.Text, _amsterdam, out _)));
    }

    /// <summary>CRC-16/ARC by a table of one's own: not the reader's loop.</summary>
    private static string Crc(string telegram)
    {
        ushort[] half = [0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401, 0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400];
        var crc = 0;
        foreach (var b in Encoding.Latin1.GetBytes(telegram))
        {
            crc = half[(crc ^ b) & 15] ^ (crc >> 4);
            crc = half[(crc ^ (b >> 4)) & 15] ^ (crc >> 4);
        }

        return crc.ToString("X4", CultureInfo.InvariantCulture);
    }
}
