using Wattline.Cloud.Metering.Points;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Points;

/// <summary>What pilots fail on: energy and power are multiplied by both ratios, current by CT, voltage by PT, and the rest by nothing.</summary>
public sealed class MultiplierTests
{
    [Theory]
    [InlineData("1-0:1.8.0", 4_000)]
    [InlineData("1-0:2.8.3", 4_000)]
    [InlineData("1-0:1.6.0", 4_000)]
    [InlineData("1-0:16.7.0", 4_000)]
    [InlineData("1-0:3.8.0", 4_000)]
    [InlineData("1-0:21.7.0", 4_000)]
    [InlineData("1-0:31.7.0", 40)]
    [InlineData("1-0:71.7.0", 40)]
    [InlineData("1-0:32.7.0", 100)]
    [InlineData("1-0:52.7.0", 100)]
    [InlineData("1-0:13.7.0", 1)]
    [InlineData("1-0:33.7.0", 1)]
    [InlineData("1-0:14.7.0", 1)]
    [InlineData("1-0:81.7.10", 1)]
    [InlineData("7-0:3.0.0", 1)]
    public void A_channel_is_multiplied_by_what_its_transformers_do_to_it(string obis, int factor) =>
        Assert.Equal(factor, Multiplier.Of(Obis.Parse(obis), Multiplier.Parse("200/5")!, Multiplier.Parse("10000/100")!));

    [Theory]
    [InlineData("200/5", "40")]
    [InlineData("1.25", "1.25")]
    [InlineData("75/5", "15")]
    [InlineData("1/8", "0.125")]
    public void A_ratio_is_exact(string text, string value) => Assert.Equal(ExactDecimal.Parse(value), Multiplier.Parse(text)!.Value);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-40")]
    [InlineData("200/0")]
    [InlineData("100/3")]
    [InlineData("1e3")]
    [InlineData("200/5/2")]
    [InlineData("100001")]
    [InlineData("\u0664\u0660")]
    public void What_is_no_ratio_is_no_multiplier(string text) => Assert.Null(Multiplier.Parse(text));
}
