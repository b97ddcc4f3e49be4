using Wattline.Simulators.Meters;
using Xunit;
using static Wattline.Tests.Simulators.Meters.MeterBench;

namespace Wattline.Tests.Simulators.Meters;

public sealed class Meter1997Tests
{
    private readonly MeterBench _bench = new(Plain with { Protocol = MeterProtocol.Dlt1997 });

    [Theory]
    [InlineData("1090", "811090" + "00480000")]
    [InlineData("1F90", "811F90" + "00480000")]
    [InlineData("1094", "C102")]
    [InlineData("11B6", "8111B6")]
    [InlineData("30B6", "8130B6" + "000001")]
    [InlineData("50B6", "8150B6" + "5009")]
    [InlineData("32C0", "8132C0" + "129078563412")]
    [InlineData("10A0", "8110A0" + "000001")]
    [InlineData("10B0", "8110B0" + "15002702")]
    [InlineData("FFFF", "C102")]
    [InlineData("10", "C101")]
    public void A_read_is_answered_with_two_bytes_of_identifier(string data, string answer)
    {
        // One day before the month's end, so that nothing was settled.
        Assert.StartsWith(answer, _bench.Exchange(0x01, data, (2 * Day) - Minute + (data == "10" ? 0 : Minute - 1)) is { } said ? said.Replace("99470000", "00480000", StringComparison.Ordinal) : "", StringComparison.Ordinal);
    }

    [Fact]
    public void It_answers_everybody_when_it_is_read_and_knows_nothing_of_2007()
    {
        Assert.Equal("8132C0129078563412", _bench.Exchange(0x01, "32C0", Hour, "999999999999"));
        Assert.Null(_bench.Exchange(0x11, "00000100", Hour));
        Assert.Null(_bench.Exchange(0x13, "", Hour, "AAAAAAAAAAAA"));
        Assert.Null(_bench.Exchange(0x10, "02563412", Hour, "999999999999"));
    }

    [Fact]
    public void A_long_answer_goes_on_without_numbers()
    {
        var bench = new MeterBench(Plain with { Protocol = MeterProtocol.Dlt1997, DataBytesMax = 10 });
        var first = bench.Exchange(0x01, "1F90", Hour)!;
        Assert.StartsWith("A1", first, StringComparison.Ordinal);
        Assert.Equal("A2", bench.Exchange(0x02, "1F90", Hour)![..2]);
        Assert.Equal("82", bench.Exchange(0x02, "1F90", Hour)![..2]);
        Assert.Equal("C202", bench.Exchange(0x02, "1F90", Hour));
    }

    [Fact]
    public void Settled_energies_stand_under_94()
    {
        Assert.Equal("811094" + "00480000", _bench.Exchange(0x01, "1094", 3 * Day));
        Assert.Equal("C102", _bench.Exchange(0x01, "1098", 3 * Day));
    }

    [Fact]
    public void A_write_wants_its_password()
    {
        Assert.Equal("C404", _bench.Exchange(0x04, "11C1" + "02000000" + "30", Hour));
        Assert.Equal("84", _bench.Exchange(0x04, "11C1" + "02563412" + "30", Hour));
        Assert.Equal("8111C130", _bench.Exchange(0x01, "11C1", Hour));
        Assert.Equal("C004".Replace("C0", "D0", StringComparison.Ordinal), _bench.Exchange(0x10, "02000000", Hour));
        Assert.Equal("90", _bench.Exchange(0x10, "02563412", Hour));
    }
}
