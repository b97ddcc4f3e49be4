using System.Text;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Gateway.Domain;

public sealed class ObisTests
{
    [Theory]
    [InlineData("1-0:1.8.0", "1-0:1.8.0")]
    [InlineData("1-0:1.8.0.255", "1-0:1.8.0")]
    [InlineData("1-0:1.8.0.12", "1-0:1.8.0.12")]
    [InlineData("255-255:255.255.255.254", "255-255:255.255.255.254")]
    [InlineData("0-0:96.1.0", "0-0:96.1.0")]
    public void A_code_is_read_and_written_in_its_short_form(string text, string written)
    {
        Assert.True(Obis.TryParse(text, out Obis obis));
        Assert.Equal(written, obis.ToString());
        Assert.Equal(obis, Obis.Parse(written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1-0:1.8")]
    [InlineData("1-0:1.8.0.")]
    [InlineData("1-0:1.8.0.255.1")]
    [InlineData("256-0:1.8.0")]
    [InlineData("0001-0:1.8.0")]
    [InlineData("1:0-1.8.0")]
    [InlineData("1-0:1.8.x")]
    [InlineData("-0:1.8.0")]
    [InlineData("1-0:1..0")]
    [InlineData("1-0:1.8.0\u0661")]
    public void What_is_no_code_is_refused(string text) => Assert.False(Obis.TryParse(text, out Obis _));

    [Fact]
    public void Any_six_groups_survive_being_written()
    {
        var random = new Random(20260301);
        Span<byte> groups = stackalloc byte[6];
        Span<byte> text = stackalloc byte[DomainLimits.ObisTextBytesMax];
        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(groups);
            var obis = new Obis(groups[0], groups[1], groups[2], groups[3], groups[4], groups[5]);
            Assert.True(obis.TryFormat(text, out var length));
            Assert.True(Obis.TryParse(text[..length], out var again), Encoding.ASCII.GetString(text[..length]));
            Assert.Equal(obis, again);
        }
    }

    [Fact]
    public void A_code_that_does_not_fit_is_not_written() =>
        Assert.False(Obis.Parse("1-0:1.8.0").TryFormat(stackalloc byte[8], out _));
}
