using Wattline.Firmware.Kiosks;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>Coins by the number of their events: each once, through wraps, restarts and more events than are kept.</summary>
public sealed class CcTalkCoinTests
{
    private readonly FakeJournal _journal = new();
    private readonly FakeCoins _coins = new();
    private KioskLedger _ledger = null!;
    private CcTalkCoins _device = null!;
    private long _now;

    public CcTalkCoinTests() => Start();

    private string Story => string.Join(' ', _journal.Durable.Where(static record => record.Type <= MoneyType.Suspense).Select(static record => $"{record.Type}:{record.Account ?? "-"}:{record.Value}"));

    [Fact]
    public void Coins_are_credited_once_however_often_their_events_are_read()
    {
        Open();
        _coins.Say(1, 0);
        _coins.Say(2, 0);
        Run(2_000);
        Assert.Equal("1:A-1:50 1:A-1:100", Story);
    }

    [Fact]
    public void Counter_wrap_from_255_to_1_is_one_event_further()
    {
        _coins.Number = 254;
        Open();
        for (var i = 0; i < 4; i++) _coins.Say(1, 0);
        Assert.Equal(3, _coins.Number);
        Run(1_000);
        Assert.Equal("1:A-1:50 1:A-1:50 1:A-1:50 1:A-1:50", Story);
    }

    [Fact]
    public void Counter_jump_beyond_the_events_that_are_kept_credits_these_and_leaves_the_others_in_suspense()
    {
        Open();
        for (var i = 0; i < 7; i++) _coins.Say(2, 0);
        Run(10_000);
        Assert.Equal(string.Join(' ', Enumerable.Repeat("1:A-1:100", 5).Append("3:A-1:0")), Story);
        Assert.Equal(1, _device.EventsLost);
    }

    [Fact]
    public void Counter_jump_of_a_device_that_counts_leaves_each_lost_coin_in_suspense()
    {
        _coins.Accepted = 40;
        Open();
        for (var i = 0; i < 7; i++) _coins.Say(2, 0);
        Run(10_000);
        Assert.Equal(string.Join(' ', Enumerable.Repeat("1:A-1:100", 5).Concat(Enumerable.Repeat("3:-:0", 2))), Story);
    }

    [Fact]
    public void Counter_reset_credits_nothing_again_and_opens_the_device_anew()
    {
        Open();
        _coins.Say(1, 0);
        Run(1_000);
        _coins.Restart();
        Run(10_000);
        Assert.Equal("1:A-1:50", Story);
        Assert.Equal((1, false), (_device.Restarts, _coins.IsOpen));
        Open();
        _coins.Say(2, 0);
        Run(1_000);
        Assert.Equal("1:A-1:50 1:A-1:100", Story);
    }

    [Fact]
    public void Channel_0_is_no_coin_and_an_unknown_position_is_money_of_unknown_value()
    {
        Open();
        _coins.Say(0, 20);
        _coins.Say(0, 254);
        _coins.Say(9, 0);
        Run(2_000);
        Assert.Equal("3:A-1:0", Story);
        Assert.Equal(1, _device.Frauds);
    }

    [Fact]
    public void A_coin_that_fell_while_the_concentrator_was_off_is_credited_to_nobody()
    {
        Open();
        _coins.Say(1, 0);
        Run(1_000);
        _journal.Restart();
        _coins.Say(2, 0);
        Start();
        Run(10_000);
        Assert.Equal("1:A-1:50 3:A-1:100", Story);
    }

    private void Start()
    {
        _ledger = new KioskLedger("K1", 0, _journal, new byte[KioskLimits.KeyBytes]);
        _ledger.Load();
        _device = new CcTalkCoins(KioskLimits.CoinDevice, CcTalkLimits.CoinAddress, new CcTalkBus(_coins, hasCrc: false), _ledger);
    }

    private void Open()
    {
        for (var left = 3_000; left > 0 && !_device.IsReady; left--) Run(10);
        Assert.True(_device.IsReady, $"stuck in step {_device.State}");
        _device.Open(1, "A-1", 100_000);
        for (var left = 3_000; left > 0 && !_coins.IsOpen; left--) Run(10);
        Run(500);
        Assert.True(_coins.IsOpen);
    }

    private void Run(long milliseconds)
    {
        for (var end = _now + milliseconds; _now < end; _now += 10) _device.Step(_now);
    }
}
