using System.Globalization;
using System.Text;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Gateway.Domain;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData(12345, 2, "123.45")]
    [InlineData(0, 2, "0.00")]
    [InlineData(5, 3, "0.005")]
    [InlineData(-5, 3, "-0.005")]
    [InlineData(-12345, 0, "-12345")]
    [InlineData(long.MaxValue, 18, "9.223372036854775807")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(long.MinValue, 18, "-9.223372036854775808")]
    public void Every_digit_of_the_register_is_written_and_read_back(long unscaled, int decimals, string text)
    {
        var value = new ExactDecimal(unscaled, (byte)decimals);
        Assert.Equal(text, value.ToString());
        Assert.Equal(value, ExactDecimal.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData("9223372036854775808")]
    [InlineData("0.0000000000000000001")]
    [InlineData("000000000000000000000000000000000000000001")]
    public void What_is_no_exact_decimal_is_refused(string text) => Assert.False(ExactDecimal.TryParse(text, out ExactDecimal _));

    [Fact]
    public void Amounts_compare_across_decimals_and_showings_do_not()
    {
        Assert.Equal(0, ExactDecimal.Parse("1.5").CompareTo(ExactDecimal.Parse("1.50")));
        Assert.NotEqual(ExactDecimal.Parse("1.5"), ExactDecimal.Parse("1.50"));
        Assert.True(ExactDecimal.Parse("9.223372036854775807") < ExactDecimal.Parse("9223372036854775807"));
    }

    [Fact]
    public void The_text_is_that_of_decimal_for_any_value()
    {
        var random = new Random(20260301);
        Span<byte> text = stackalloc byte[DomainLimits.DecimalTextBytesMax];
        for (var i = 0; i < 10_000; i++)
        {
            var value = new ExactDecimal(random.NextInt64() >> random.Next(63), (byte)random.Next(19));
            Assert.True(value.TryFormat(text, out var length));
            var expected = value.ToDecimal().ToString("F" + value.Decimals, CultureInfo.InvariantCulture);
            Assert.Equal(expected, Encoding.ASCII.GetString(text[..length]));
        }
    }

    [Theory]
    [InlineData("1500", "Wh", "kWh", "1.500")]
    [InlineData("1.5", "kWh", "Wh", "1500")]
    [InlineData("0.123", "MWh", "kWh", "123")]
    public void A_unit_of_the_same_dimension_moves_the_point_only(string value, string from, string to, string expected)
    {
        Assert.True(Unit.Find(from)!.TryConvert(ExactDecimal.Parse(value), Unit.Find(to)!, out var converted));
        Assert.Equal(expected, converted.ToString());
    }

    [Fact]
    public void Units_of_other_dimensions_do_not_meet() =>
        Assert.False(Unit.Find("V")!.TryConvert(ExactDecimal.Parse("230"), Unit.Find("kWh")!, out _));
}
