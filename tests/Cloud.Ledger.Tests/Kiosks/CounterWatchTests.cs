using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Kiosks;

/// <summary>Counters that go on, wrap, begin anew, jump and go back.</summary>
public sealed class CounterWatchTests
{
    [Theory]
    [InlineData("it goes on", 7, 8, 1, CounterVerdict.Steady, 1)]
    [InlineData("it is told before it moves", 7, 7, 1, CounterVerdict.Steady, 0)]
    [InlineData("it stands", 7, 7, 0, CounterVerdict.Steady, 0)]
    [InlineData("it jumps by one", 7, 9, 1, CounterVerdict.Jumped, 2)]
    [InlineData("it jumps far", 7, 1_000_000, 1, CounterVerdict.Jumped, 999_993)]
    [InlineData("it moves without any record", 7, 8, 0, CounterVerdict.Jumped, 1)]
    [InlineData("ccTalk wraps from 255 to 1", 255, 1, 1, CounterVerdict.Wrapped, 1)]
    [InlineData("ccTalk wraps within a few", 254, 2, 3, CounterVerdict.Wrapped, 3)]
    [InlineData("ccTalk wraps and jumps", 254, 2, 2, CounterVerdict.Jumped, 3)]
    [InlineData("ccTalk's 0 is a reset", 255, 0, 1, CounterVerdict.Reset, 0)]
    [InlineData("16 bits wrap", 65_535, 0, 1, CounterVerdict.Wrapped, 1)]
    [InlineData("32 bits wrap", 4_294_967_295, 1, 2, CounterVerdict.Wrapped, 2)]
    [InlineData("it begins anew", 8_123, 0, 1, CounterVerdict.Reset, 0)]
    [InlineData("it begins anew and counts", 8_123, 1, 1, CounterVerdict.Reset, 1)]
    [InlineData("it goes back to somewhere", 8_123, 8_100, 1, CounterVerdict.Back, 8_100)]
    public void A_counter_tells(string what, long before, long now, long pieces, CounterVerdict verdict, long counted)
    {
        Assert.True((verdict, counted) == (CounterWatch.Judge(before, now, pieces, out var told), told), $"{what}: {CounterWatch.Judge(before, now, pieces, out _)} {told}");
    }

    [Theory]
    [InlineData("credited 1 A 5 counter=10\ncredited 2 A 5 counter=11\ncredited 3 A 5 counter=12", "")]
    [InlineData("credited 1 A 5 counter=10\ncredited 2 A 5 counter=13", "counter_jumped")]
    [InlineData("credited 1 A 5 counter=10\ncredited 2 A 5 counter=0", "counter_reset")]
    [InlineData("credited 1 A 5 counter=9223372036854775807\ncredited 2 A 5 counter=9223372036854775807", "bad_record bad_record")]
    [InlineData("credited 1 A 5 counter=99\ncredited 2 A 5 counter=50", "counter_back")]
    [InlineData("credited 1 A 5 counter=255\ncredited 2 A 5 counter=1", "")]
    [InlineData("credited 1 A 5 counter=10\ncredited 2 A 5\ncredited 3 A 5 counter=12", "")]
    [InlineData("credited 1 A 5 counter=10\ncounters 0 - 0 counter=11", "counter_jumped")]
    [InlineData("credited 1 A 5 counter=10\ncredited 2 A 5 counter=3 device=1\ncredited 3 A 5 counter=11", "")]
    public void What_the_records_do_not_bear_out_is_shown(string records, string found)
    {
        using var kiosk = new KioskRig();
        kiosk.Take(records);
        Assert.Equal(found, string.Join(' ', kiosk.Found()));
    }
}
