using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Gateway.Domain;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("C-0001", true)]
    [InlineData("a_Z", true)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("a/b", false)]
    [InlineData("+", false)]
    [InlineData("é", false)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    public void A_concentrators_name_is_of_its_alphabet(string text, bool valid) => Assert.Equal(valid, ConcentratorId.TryParse(text, out _));

    [Fact]
    public void A_meters_name_may_have_a_dot() => Assert.True(MeterId.TryParse("water.12", out _));

    [Fact]
    public void An_epoch_is_sixteen_hex_digits()
    {
        Assert.Equal("00000000000000ff", new Epoch(255).ToString());
        Assert.True(Epoch.TryParse("00000000000000fF", out Epoch epoch));
        Assert.Equal(new Epoch(255), epoch);
        Assert.False(Epoch.TryParse("ff", out Epoch _));
        Assert.False(Epoch.TryParse("000000000000000g", out Epoch _));
    }

    [Fact]
    public void A_messages_identity_is_that_of_the_cloud_link()
    {
        var concentrator = ConcentratorId.Parse("C-1");
        var counted = new MessageHeader(concentrator, new Epoch(16), StreamId.Money, 7, 1, 2, null, 3);
        Assert.Equal("C-1/0000000000000010/money/7", counted.FormatId());
        var senml = new MessageHeader(concentrator, default, StreamId.Readings, 0, 0, 0, null, 0xABC);
        Assert.Equal("C-1/senml/0000000000000abc", senml.FormatId());
    }

    [Fact]
    public void The_longest_identity_fits()
    {
        var longest = new MessageHeader(ConcentratorId.Parse(new string('x', 32)), new Epoch(ulong.MaxValue), StreamId.Readings, long.MaxValue, 0, 0, null, 0);
        Assert.Equal(MessageHeader.IdBytesMax, longest.FormatId().Length);
    }

    [Fact]
    public void Streams_have_the_names_of_the_topics()
    {
        foreach (var stream in Enum.GetValues<StreamId>())
        {
            Assert.True(StreamNames.TryParse(stream.Name(), out StreamId found));
            Assert.Equal(stream, found);
        }
        Assert.False(StreamNames.TryParse("raw", out StreamId _));
    }
}
