using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Channels;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Channels;

/// <summary>Payments over channels: once by both their numbers, whatever is told and when.</summary>
public sealed class ChannelTests : IDisposable
{
    private static readonly ChannelPayment _payment = new("wechat", "o-1", "t-1", 500, "EUR", "A");
    private readonly LedgerRig _ledger = new();
    private readonly ChannelDesk _channels;

    public ChannelTests()
    {
        _ledger.Run("open A -> Done\nopen B -> Done\nopen C -> Done");
        _channels = new ChannelDesk(_ledger.Book);
    }

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_payment_is_credited_once_however_often_it_is_told()
    {
        Assert.Equal(new PaymentAnswer(PaymentOutcome.Credited), _channels.Take(_payment));
        for (var i = 0; i < 8; i++) Assert.Equal(new PaymentAnswer(PaymentOutcome.Credited, true), _channels.Take(_payment));
        Assert.Equal(500, _ledger.Queries.Balance(LedgerRig.Key("A")));
        Assert.Equal(-500, _ledger.Queries.Balance(new AccountKey(AccountKind.ChannelClearing, "wechat", "EUR")));
    }

    [Fact]
    public void One_of_its_numbers_with_other_content_is_a_conflict_and_kept()
    {
        _channels.Take(_payment);
        Assert.All(
            (ChannelPayment[])[_payment with { Amount = 501 }, _payment with { TradeNo = "t-2" }, _payment with { OutTradeNo = "o-2" }, _payment with { Account = "B" }, _payment with { Currency = "CNY" }],
            other => Assert.Equal(PaymentOutcome.Conflict, _channels.Take(other).Outcome));
        Assert.Equal(500, _ledger.Queries.Balance(LedgerRig.Key("A")));
        Assert.Equal(5, _ledger.Database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM ledger_quarantine")));
        Assert.All(new AuditBook(_ledger.Database, _ledger.Book).Findings(), static finding => Assert.Equal(FindingKinds.ChannelConflict, finding.Kind));
    }

    [Fact]
    public void The_same_numbers_of_two_channels_are_two_payments()
    {
        _channels.Take(_payment);
        Assert.Equal(new PaymentAnswer(PaymentOutcome.Credited), _channels.Take(_payment with { Channel = "alipay" }));
        Assert.Equal(1000, _ledger.Queries.Balance(LedgerRig.Key("A")));
    }

    [Theory]
    [InlineData(0, PaymentOutcome.AmountOutOfRange)]
    [InlineData(-1, PaymentOutcome.AmountOutOfRange)]
    [InlineData(long.MinValue, PaymentOutcome.AmountOutOfRange)]
    [InlineData(1_000_000_000_001, PaymentOutcome.AmountOutOfRange)]
    [InlineData(long.MaxValue, PaymentOutcome.AmountOutOfRange)]
    public void Amounts_that_cannot_be_are_refused(long amount, PaymentOutcome outcome) => Assert.Equal(outcome, _channels.Take(_payment with { Amount = amount }).Outcome);

    [Fact]
    public void Fields_that_cannot_be_are_refused() => Assert.All(
        (ChannelPayment[])[
            _payment with { Channel = "" }, _payment with { OutTradeNo = "" }, _payment with { TradeNo = "" }, _payment with { OutTradeNo = new string('9', 65) }, _payment with { TradeNo = "a b" },
            _payment with { TradeNo = null! }, _payment with { Currency = "eur" }, _payment with { Currency = "EURO" }, _payment with { Account = "" }, _payment with { Account = "A\0" }],
        bad => Assert.Equal(PaymentOutcome.BadFields, _channels.Take(bad).Outcome));

    [Theory]
    [InlineData("nobody", "EUR", "account_unknown")]
    [InlineData("A", "CNY", "currency_differs")]
    [InlineData("B", "EUR", "account_closed")]
    [InlineData(null, "EUR", "order_unknown")]
    public void Money_that_was_taken_for_nobody_is_on_the_work_list(string? account, string currency, string reason)
    {
        _ledger.Run("close B -> Done");
        Assert.Equal(new PaymentAnswer(PaymentOutcome.InSuspense), _channels.Take(_payment with { Account = account, Currency = currency }));
        Assert.Equal(new PaymentAnswer(PaymentOutcome.InSuspense, true), _channels.Take(_payment with { Account = account, Currency = currency }));
        var item = Assert.Single(new SuspenseDesk(_ledger.Database, _ledger.Book).List());
        Assert.Equal((500, currency, reason), (item.Amount, item.Currency, item.Reason));
        _ledger.AssertBalanced();
    }

    [Fact]
    public void A_callback_that_is_faster_than_its_order_is_credited_when_the_order_comes()
    {
        Assert.Equal(PaymentOutcome.InSuspense, _channels.Take(_payment with { Account = null }).Outcome);
        Assert.Equal(OrderOutcome.Done, _channels.Place(Order()));
        Assert.Equal(500, _ledger.Queries.Balance(LedgerRig.Key("A")));
        Assert.Equal(OrderOutcome.Paid, _channels.Close("wechat", "o-1"));
        Assert.Equal(OrderOutcome.Already, _channels.Place(Order()));
        Assert.Equal(500, _ledger.Queries.Balance(LedgerRig.Key("A")));
        _ledger.AssertBalanced();
    }

    [Fact]
    public void An_order_says_whose_the_payment_is_and_how_much()
    {
        _channels.Place(Order());
        Assert.Equal(PaymentOutcome.InSuspense, _channels.Take(_payment with { Account = "B" }).Outcome);
        _channels.Place(Order("o-2"));
        Assert.Equal(PaymentOutcome.InSuspense, _channels.Take(_payment with { OutTradeNo = "o-2", TradeNo = "t-2", Amount = 499, Account = null }).Outcome);
        _channels.Place(Order("o-3"));
        Assert.Equal(PaymentOutcome.Credited, _channels.Take(_payment with { OutTradeNo = "o-3", TradeNo = "t-3", Account = null }).Outcome);
        Assert.Equal(500, _ledger.Queries.Balance(LedgerRig.Key("A")));
    }

    [Fact]
    public void A_payment_after_its_order_was_closed_or_over_is_paid_back_and_its_callback_again_changes_nothing()
    {
        _channels.Place(Order());
        Assert.Equal(OrderOutcome.Done, _channels.Close("wechat", "o-1"));
        Assert.Equal(OrderOutcome.Already, _channels.Close("wechat", "o-1"));
        Assert.Equal(new PaymentAnswer(PaymentOutcome.Refunding), _channels.Take(_payment));
        Assert.Equal(new PaymentAnswer(PaymentOutcome.Refunding, true), _channels.Take(_payment));
        _channels.Place(Order("o-2"));
        _ledger.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(PaymentOutcome.Refunding, _channels.Take(_payment with { OutTradeNo = "o-2", TradeNo = "t-2" }).Outcome);
        Assert.Equal((0, 1000), (_ledger.Queries.Balance(LedgerRig.Key("A")), _ledger.Queries.Balance(new AccountKey(AccountKind.RefundPayable, "wechat", "EUR"))));
        Assert.Equal(2, new AuditBook(_ledger.Database, _ledger.Book).Findings().Count);
    }

    [Fact]
    public void An_order_is_placed_once_and_for_an_account_that_there_is()
    {
        Assert.Equal(OrderOutcome.Done, _channels.Place(Order()));
        Assert.Equal(OrderOutcome.Already, _channels.Place(Order()));
        Assert.Equal(OrderOutcome.NumberTaken, _channels.Place(Order() with { Amount = 1 }));
        Assert.Equal(OrderOutcome.BadAccount, _channels.Place(Order("o-2") with { Account = "nobody" }));
        Assert.Equal(OrderOutcome.BadAccount, _channels.Place(Order("o-2") with { Currency = "CNY" }));
        Assert.Equal(OrderOutcome.BadFields, _channels.Place(Order("o-2") with { Amount = 0 }));
        Assert.Equal(OrderOutcome.BadFields, _channels.Place(Order("o-2") with { ExpiresMs = _ledger.NowMs }));
        Assert.Equal(OrderOutcome.Unknown, _channels.Close("wechat", "o-9"));
    }

    private ChannelOrder Order(string number = "o-1") => new("wechat", number, "A", 500, "EUR", _ledger.NowMs + 3_600_000);
}
