using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Kiosks;

/// <summary>What becomes of a note: it ends once, in credit, in suspense, or given back.</summary>
public sealed class KioskNoteTests : IDisposable
{
    private readonly KioskRig _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    [Fact]
    public void A_note_in_escrow_is_held_for_its_customer_and_credited_once()
    {
        _kiosk.Take("escrow 1 A 500");
        Assert.Equal("A 0, cash 0, suspense 0, held 500", _kiosk.Standing());
        _kiosk.Take("credited 1 A 500");
        Assert.Equal("A 500, cash 500, suspense 0, held 0", _kiosk.Standing());
        Assert.Equal(0, _kiosk.Intake.TakeIn());
        _kiosk.Take("credited 1 A 500");
        Assert.Equal("A 500, cash 500, suspense 0, held 0", _kiosk.Standing());
        Assert.Equal(["note_twice"], _kiosk.Found());
    }

    [Fact]
    public void Two_kiosks_that_take_money_for_one_bill_settle_it_once_and_the_rest_is_an_advance()
    {
        var desk = new CustomerDesk(_kiosk.Ledger.Database, _kiosk.Ledger.Book, AllocationPolicy.Default);
        desk.Charge("A", "EUR", "b-1", 500, 0);
        _kiosk.Take("escrow 1 A 500 kiosk=K-1\nescrow 1 A 500 kiosk=K-2\ncredited 1 A 500 kiosk=K-2\ncredited 1 A 500 kiosk=K-1");
        var position = desk.Position("A", "EUR")!;
        Assert.Empty(position.Items);
        Assert.Equal((500, 500), (position.Advance, _kiosk.Balance("A")));
    }

    [Fact]
    public void A_coin_has_no_escrow()
    {
        _kiosk.Take("credited 1 A 50 device=1\ncredited 2 A 20 device=1");
        Assert.Equal("A 70, cash 70, suspense 0, held 0", _kiosk.Standing());
    }

    [Fact]
    public void A_note_that_was_given_back_moves_nothing()
    {
        _kiosk.Take("escrow 1 A 500\nreturned 1 A 500\nreturned 2 A 500");
        Assert.Equal("A 0, cash 0, suspense 0, held 0", _kiosk.Standing());
        Assert.Empty(_kiosk.Found());
    }

    [Fact]
    public void A_note_whose_fate_is_not_known_is_on_the_work_list_with_whom_it_may_belong_to()
    {
        _kiosk.Take("escrow 1 A 500\nsuspense 1 - 500 detail=[\"fate\"]");
        Assert.Equal("A 0, cash 500, suspense 500, held 0", _kiosk.Standing());
        var item = Assert.Single(_kiosk.Suspense.List());
        Assert.Equal((500, "EUR", "fate", "A", SuspenseState.Open), (item.Amount, item.Currency, item.Reason, item.Suspected, item.State));
    }

    [Fact]
    public void A_credit_outranks_a_return_and_suspense_for_the_customer_holds_its_receipt()
    {
        _kiosk.Take("returned 1 A 500\ncredited 1 A 500\nescrow 2 A 70\nsuspense 2 - 70\ncredited 2 A 70");
        Assert.Equal("A 570, cash 570, suspense 0, held 0", _kiosk.Standing());
        Assert.Empty(_kiosk.Suspense.List());
        _kiosk.Take("returned 1 A 500\nsuspense 2 - 70\nreturned 2 A 70\nescrow 2 A 70");
        Assert.Equal("A 570, cash 570, suspense 0, held 0", _kiosk.Standing());
    }

    [Fact]
    public void A_note_that_was_returned_and_is_in_the_box_is_in_suspense()
    {
        _kiosk.Take("escrow 1 A 500\nreturned 1 A 500\nsuspense 1 - 500\nreturned 1 A 500");
        Assert.Equal("A 0, cash 500, suspense 500, held 0", _kiosk.Standing());
        Assert.Equal(["note_twice", "note_twice"], _kiosk.Found());
    }

    [Fact]
    public void What_a_person_has_decided_is_not_decided_again_by_a_late_record()
    {
        _kiosk.Take("suspense 1 - 500");
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Assign(1, "B", "anna", "the slip was shown"));
        _kiosk.Take("credited 1 A 500");
        Assert.Equal("A 0, cash 500, suspense 0, held 0", _kiosk.Standing());
        Assert.Equal(500, _kiosk.Balance("B"));
        Assert.Equal(["note_twice"], _kiosk.Found());
    }

    [Theory]
    [InlineData("credited 1 nobody 500", "500 EUR account_unknown")]
    [InlineData("credited 1 C 500", "500 EUR currency_differs")]
    [InlineData("credited 1 - 500", "500 EUR no_account")]
    [InlineData("credited 1 A\u0001 500", "500 EUR account_malformed")]
    [InlineData("escrow 1 nobody 500\ncredited 1 nobody 500", "500 EUR account_unknown")]
    [InlineData("credited 1 B 500", "500 EUR account_closed")]
    public void Money_for_an_account_that_cannot_take_it_is_in_suspense_and_says_why(string records, string listed)
    {
        _kiosk.Ledger.Book.Close(LedgerRig.Key("B"));
        _kiosk.Take(records);
        Assert.Equal("A 0, cash 500, suspense 500, held 0", _kiosk.Standing());
        Assert.Equal([listed], _kiosk.Listed());
    }

    [Theory]
    [InlineData("credited 1 A 0", "0 EUR value_unknown")]
    [InlineData("suspense 1 - 0", "0 EUR value_unknown")]
    [InlineData("escrow 1 A 0\ncredited 1 A 0", "0 EUR value_unknown")]
    [InlineData("credited 1 A -5", "0 EUR value_out_of_range -5")]
    [InlineData("credited 1 A 100000001", "0 EUR value_out_of_range 100000001")]
    [InlineData("credited 1 A 9223372036854775807", "0 EUR value_out_of_range 9223372036854775807")]
    [InlineData("credited 1 A 500 currency=eur", "0 eur currency_malformed 500")]
    [InlineData("escrow 1 A 500 currency=E1R\ncredited 1 A 500 currency=E1R", "0 E1R currency_malformed 500")]
    public void A_note_of_an_amount_that_cannot_be_is_on_the_work_list_and_moves_nothing(string records, string listed)
    {
        _kiosk.Take(records);
        Assert.Equal("A 0, cash 0, suspense 0, held 0", _kiosk.Standing());
        Assert.Equal([listed], _kiosk.Listed());
    }

    [Fact]
    public void A_note_of_channel_0_has_the_value_that_its_escrow_had()
    {
        _kiosk.Take("escrow 1 A 500\ncredited 1 A 0\nescrow 2 A 20\nsuspense 2 - 0");
        Assert.Equal("A 500, cash 520, suspense 20, held 0", _kiosk.Standing());
    }

    [Fact]
    public void A_value_that_is_not_that_of_its_escrow_is_shown()
    {
        _kiosk.Take("escrow 1 A 500\ncredited 1 A 1000\nescrow 2 A 5\nescrow 2 A 6");
        Assert.Equal("A 1000, cash 1000, suspense 0, held 5", _kiosk.Standing());
        Assert.Equal(["value_changed", "value_changed"], _kiosk.Found());
    }

    [Fact]
    public void A_note_that_is_credited_to_another_than_it_was_held_for_goes_there()
    {
        _kiosk.Take("escrow 1 A 500\ncredited 1 B 500");
        Assert.Equal("A 0, cash 500, suspense 0, held 0", _kiosk.Standing());
        Assert.Equal(500, _kiosk.Balance("B"));
    }

    [Fact]
    public void An_account_that_was_opened_after_the_escrow_is_credited()
    {
        _kiosk.Take("escrow 1 late 500");
        _kiosk.Ledger.Book.Open(new AccountKey(AccountKind.Customer, "late", "EUR"));
        _kiosk.Take("credited 1 late 500");
        Assert.Equal(500, _kiosk.Balance(AccountKind.Customer, "late"));
        Assert.Equal("A 0, cash 500, suspense 0, held 0", _kiosk.Standing());
    }

    [Fact]
    public void Notes_of_two_kiosks_and_two_epochs_with_one_number_are_apart()
    {
        _kiosk.Take("credited 1 A 5\ncredited 1 A 5 kiosk=K-2");
        _kiosk.Records.Add(_kiosk.Record("credited 1 A 5", 1), "C-1", "e2");
        _kiosk.Intake.TakeIn();
        Assert.Equal(15, _kiosk.Balance("A"));
        Assert.Empty(_kiosk.Found());
    }

    [Fact]
    public void A_kiosk_whose_name_cannot_be_one_loses_no_money()
    {
        var name = new string('x', 80);
        _kiosk.Take($"credited 1 A 500 kiosk={name}");
        Assert.Equal(500, _kiosk.Balance("A"));
        Assert.Equal(-500, _kiosk.Balance(AccountKind.KioskCash, "(unnamed)"));
        Assert.Equal(["bad_record"], _kiosk.Found());
    }

    [Fact]
    public void Money_of_a_kiosk_whose_name_cannot_be_one_is_given_and_collected_like_any_other()
    {
        _kiosk.Take("suspense 1 - 500 kiosk=a\u0001b\ncollection 0 otto 500 kiosk=a\u0001b detail=[1,0,500,1,0,0]\ncounted 0 otto 500 kiosk=a\u0001b detail=[1]\ncounted 0 otto 9000000000000000000 kiosk=a\u0001b detail=[1]");
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Assign(1, "A", "anna", "slip shown"));
        Assert.Equal((500, 0, -500), (_kiosk.Balance("A"), _kiosk.Balance(AccountKind.KioskCash, "(unnamed)"), _kiosk.Balance(AccountKind.CashInTransit, "(unnamed)")));
        Assert.Equal(["bad_record", "bad_record"], _kiosk.Found());
    }

    [Fact]
    public void Records_that_move_no_money_move_none()
    {
        _kiosk.Take("step 0 A 0 detail=[1,2,3]\nreceipt 0 A 500 detail=[1,0,1,0,0]\ncounters 0 - 0 counter=7 detail=[7,0]");
        Assert.Equal("A 0, cash 0, suspense 0, held 0", _kiosk.Standing());
    }
}
