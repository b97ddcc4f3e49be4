using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Down;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Down;

public sealed class DownMessagesTests
{
    [Fact]
    public void A_plan_is_written_as_the_page_says()
    {
        Assert.True(Sample.Registry(2, 1, 300).TryGetCurrent(ConcentratorId.Parse("C-1"), out var plan));
        var expected = Wire.Cbor("[1 300 900 [[0 [[65536 [['1-0:1.8.0' 2]]] [33620224 [['1-0:32.7.0' 1]]]]]] [[0 '000000000000' 0 2400] [0 '000000000001' 0 2400]]]");
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(DownMessages.Plan(plan).Span));
    }

    [Fact]
    public void The_time_is_written_as_the_page_says() =>
        Assert.Equal("82011B0000019CA6B1DC00", Convert.ToHexString(DownMessages.Time(DateTimeOffset.FromUnixTimeMilliseconds(1_772_323_200_000)).Span));

    [Fact]
    public void A_replay_is_written_as_the_page_says() =>
        Assert.Equal(Wire.Cbor("[1 7 1 [18446744073709551615 2 10 4294967296]]"), DownMessages.ReplayCommand(7, new Epoch(ulong.MaxValue), StreamId.Readings, 10, 4_294_967_296).ToArray());

    [Fact]
    public void A_replay_request_passes_once_a_minute()
    {
        var pacer = new ReplayPacer();
        Assert.True(pacer.TryPass(1, 0));
        Assert.True(pacer.TryPass(2, 0));
        Assert.False(pacer.TryPass(1, 59_999));
        Assert.True(pacer.TryPass(1, 60_000));
        pacer.KeepOnly(new HashSet<long> { 2 });
        Assert.True(pacer.TryPass(1, 60_001));
    }
}
