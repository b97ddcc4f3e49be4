using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

public sealed class PaymentTests : IDisposable
{
    private readonly IngestFixture _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public void Every_note_ends_in_the_state_that_its_messages_tell()
    {
        _cloud.Service.Deliver(
            Wire.Money(1, MoneyType.Escrow, 1), Wire.Money(2, MoneyType.Credited, 1),
            Wire.Money(3, MoneyType.Escrow, 2), Wire.Money(4, MoneyType.Returned, 2),
            Wire.Money(5, MoneyType.Escrow, 3), Wire.Money(6, MoneyType.Suspense, 3, account: null),
            Wire.Money(7, MoneyType.Escrow, 4, 2000));
        Assert.Equal(
            ["1 Credited 1 1000 A-1", "2 Returned 1 1000 A-1", "3 Suspense 1 1000 A-1", "4 Escrow 0 2000 A-1"],
            _cloud.Queries.Notes().Select(n => $"{n.Note} {n.State} {n.Endings} {n.Value} {n.Account}"));
    }

    [Fact]
    public void A_note_is_credited_once_however_often_it_is_told()
    {
        _cloud.Service.Deliver(Wire.Money(1, MoneyType.Escrow, 1), Wire.Money(2, MoneyType.Credited, 1), Wire.Money(3, MoneyType.Credited, 1));
        Assert.Equal(new AccountTotal("A-1", "EUR", 1000, 1), Assert.Single(_cloud.Queries.Accounts()));
        Assert.Equal(2, Assert.Single(_cloud.Queries.Notes()).Endings);
    }

    [Fact]
    public void Notes_of_two_kiosks_with_one_number_are_two()
    {
        _cloud.Service.Deliver(Wire.Money(1, MoneyType.Credited, 1), Wire.Money(2, MoneyType.Credited, 1, kiosk: "K-2"), Wire.Money(3, MoneyType.Suspense, 9, account: null));
        Assert.Equal(new AccountTotal("A-1", "EUR", 2000, 2), Assert.Single(_cloud.Queries.Accounts()));
        Assert.Null(_cloud.Queries.Notes()[^2].Account);
    }

    [Fact]
    public void A_text_that_no_database_can_hold_is_kept_with_its_reason()
    {
        Assert.Equal(new IngestAnswer(1, 0, 2), _cloud.Service.Deliver(
            Wire.Money(1, MoneyType.Credited, 1, account: "A\0"), Wire.Event(1, "lost", "readings", "[1,2,\"gone\\u0000\"]"), Wire.Money(2, MoneyType.Credited, 2)));
        Assert.Equal(["data.account", "data.detail"], _cloud.Queries.Quarantine().Select(q => q.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Records_that_move_no_money_are_kept_and_make_no_note()
    {
        var step = Wire.Money(1, MoneyType.Step, 0, 0);
        (step.Record, step.Chain, step.Detail) = (1, MoneyChain.Genesis, "[3,5,4]"u8.ToArray());
        var receipt = Wire.Money(3, MoneyType.Receipt, 0);
        (receipt.Record, receipt.Chain, receipt.Detail) = (3, MoneyChain.Genesis, "[1,0,1,0,0]"u8.ToArray());
        _cloud.Service.Deliver(step, Wire.Money(2, MoneyType.Credited, 1), receipt);
        Assert.Equal("1 Credited 1", Assert.Single(_cloud.Queries.Notes().Select(n => $"{n.Note} {n.State} {n.Endings}")));
        Assert.Equal(1000, Assert.Single(_cloud.Queries.Accounts()).Credited);
        Assert.Equal(3, _cloud.Queries.Counts().Payments);
    }

    [Fact]
    public void A_record_that_was_changed_left_out_or_invented_breaks_its_chain()
    {
        byte[] key = new byte[MoneyChain.KeyBytes];
        var first = Wire.Money(1, MoneyType.Escrow, 1);
        (first.Record, first.Detail) = (1, default);
        first.Chain = MoneyChain.Next(key, MoneyChain.Genesis, first);
        var second = Wire.Money(2, MoneyType.Suspense, 1, account: null);
        (second.Record, second.Detail) = (2, "[\"fate\"]"u8.ToArray());
        second.Chain = MoneyChain.Next(key, first.Chain, second);
        Assert.True(MoneyChain.Holds(key, MoneyChain.Genesis, first));
        Assert.True(MoneyChain.Holds(key, first.Chain, second));
        Assert.False(MoneyChain.Holds(key, MoneyChain.Genesis, second));
        Assert.False(MoneyChain.Holds([.. key.Skip(1), 1], first.Chain, second));
        second.Value++;
        Assert.False(MoneyChain.Holds(key, first.Chain, second));
    }

    [Fact]
    public void Without_money_there_are_no_notes_and_no_totals()
    {
        Assert.Empty(_cloud.Queries.Notes());
        Assert.Empty(_cloud.Queries.Accounts());
        Assert.Empty(_cloud.Queries.Lost());
        Assert.Empty(_cloud.Queries.Alarms());
        Assert.Empty(_cloud.Queries.Streams());
        Assert.Null(_cloud.Queries.SlotsOf("M1"));
        Assert.Equal(new IngestCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), _cloud.Queries.Counts());
    }
}
