using Wattline.Simulators.Meters.Dlt645;
using Xunit;

namespace Wattline.Tests.Simulators.Meters;

public sealed class Dlt645ParserTests
{
    [Theory]
    [InlineData("68610100000000681104333334331416", "000000000161", 0x11, "00000100", 0, 0, 0)]
    [InlineData("FEFEFEFEFEFEFE6812907856341268930645C3AB8967450716", "123456789012", 0x93, "129078563412", 0, 7, 0)]
    [InlineData("68FEFEFEFEFEFE6888888888888868110433333433E216", "888888888888", 0x11, "00000100", 1, 6, 0)]
    [InlineData("686803000000000068910733343435333333D416", "000000000003", 0x91, "00010102000000", 1, 0, 0)]
    [InlineData("68AAAAAAAAAAAA68110433343435B116A009449D7F", "AAAAAAAAAAAA", 0x11, "00010102", 0, 0, 5)]
    public void A_good_frame_is_found_wherever_it_stands(
        string hex, string address, byte control, string data, int noise, int preamble, int after)
    {
        var parse = Dlt645Parser.Parse(Convert.FromHexString(hex));
        Assert.Equal(FrameVerdict.Good, parse.Verdict);
        Assert.NotNull(parse.Frame);
        Assert.Equal((address, control, noise, preamble, after),
            (parse.Frame.Address, parse.Frame.Control, parse.Frame.NoiseBefore, parse.Frame.Preamble, parse.Frame.BytesAfter));
        Assert.Equal(data, Convert.ToHexString(parse.Frame.Data.Span));
    }

    [Theory]
    [InlineData("6812907856341268910833333433896745335516", FrameVerdict.BadChecksum, "checksum: 55 where 54 should be")]
    [InlineData("6812907856341268910833333433896745335417", FrameVerdict.BadEnd, "end byte: 17 where 16 should be")]
    [InlineData("6812907856341269910833333433896745335416", FrameVerdict.NoStart, "no start: no 68 with another 68 seven bytes on")]
    [InlineData("681290785634126891FF3333", FrameVerdict.Truncated, "truncated: the length 255 needs 255 more bytes")]
    [InlineData("FEFEFEFE680000000000006811043333", FrameVerdict.Truncated, "truncated: the length 4 needs 4 more bytes")]
    [InlineData("68FEFEFEFEFEFE6888888C88888868110433333433E216", FrameVerdict.Truncated, "truncated: the length 136 needs 125 more bytes")]
    [InlineData("FEFEFEFE", FrameVerdict.NoStart, "no start: no 68 with another 68 seven bytes on")]
    [InlineData("68", FrameVerdict.Truncated, "truncated: the bytes end inside the header")]
    public void A_bad_frame_has_a_reason(string hex, FrameVerdict verdict, string reason)
    {
        var parse = Dlt645Parser.Parse(Convert.FromHexString(hex));
        Assert.Equal((verdict, reason), (parse.Verdict, parse.Reason));
        Assert.Null(parse.Frame);
    }

    [Fact]
    public void Any_bytes_give_a_frame_or_a_reason()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = random.Next(4) == 0 ? (byte)0x68 : bytes[i];
            var parse = Dlt645Parser.Parse(bytes);
            Assert.True((parse.Frame is null) == (parse.Reason.Length > 0), $"seed {seed}");
        }
    }
}
