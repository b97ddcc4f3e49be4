using Wattline.Simulators.Kiosks.Ssp;
using Xunit;

namespace Wattline.Tests.Simulators.Kiosks;

public sealed class SspParseTests
{
    [Theory]
    [InlineData("7f8001116582", 1, 0, "11")]
    [InlineData("7f0001116608", 0, 0, "11")]
    [InlineData("7f80030207002bb6", 1, 0, "020700")]
    [InlineData("7f0003027f7f7f7f2c1b", 0, 0, "027F7F")]
    [InlineData("7f9001589382", 1, 16, "58")]
    [InlineData("7f8005f0001c962cd497", 1, 0, "F0001C962C")]
    [InlineData("0102" + "7f8001" + "7f8001116582", 1, 0, "11")]
    public void A_good_packet_is_found_wherever_it_stands(string hex, int sequence, int address, string data)
    {
        var parse = SspParse.Of(Convert.FromHexString(hex));
        Assert.Equal(SspVerdict.Good, parse.Verdict);
        Assert.Equal((sequence, address, data), (parse.Packet!.Sequence, parse.Packet.Address, Convert.ToHexString(parse.Packet.Data.Span)));
    }

    [Theory]
    [InlineData("7f8001110bad", SspVerdict.BadCrc)]
    [InlineData("7f0001116582", SspVerdict.BadCrc)]
    [InlineData("7f800111", SspVerdict.Truncated)]
    [InlineData("7f", SspVerdict.Truncated)]
    [InlineData("7f80027f01", SspVerdict.BadStuffing)]
    [InlineData("8001116582", SspVerdict.NoStart)]
    [InlineData("", SspVerdict.NoStart)]
    public void A_bad_packet_has_a_reason(string hex, SspVerdict verdict)
    {
        var parse = SspParse.Of(Convert.FromHexString(hex));
        Assert.Equal(verdict, parse.Verdict);
        Assert.NotEmpty(parse.Reason);
        Assert.Null(parse.Packet);
    }

    [Fact]
    public void Any_bytes_give_a_packet_or_a_reason()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(600)];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = random.Next(6) == 0 ? (byte)0x7F : bytes[i];
            var parse = SspParse.Of(bytes);
            Assert.True((parse.Packet is null) == (parse.Reason.Length > 0), $"seed {seed}");
        }
    }
}
