using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Suspense;

/// <summary>Persons decide on money of nobody known: once, by name, with a reason.</summary>
public sealed class SuspenseTests : IDisposable
{
    private readonly KioskRig _kiosk = new();

    public SuspenseTests() => _kiosk.Take("suspense 1 - 500\nsuspense 2 - 0");

    public void Dispose() => _kiosk.Dispose();

    [Fact]
    public void It_is_given_once_and_who_did_it_is_told()
    {
        Assert.Equal(SuspenseOutcome.NoReason, _kiosk.Suspense.Assign(1, "A", "anna", " "));
        Assert.Equal(SuspenseOutcome.NoReason, _kiosk.Suspense.Assign(1, "A", "", "slip shown"));
        Assert.Equal(SuspenseOutcome.Unknown, _kiosk.Suspense.Assign(99, "A", "anna", "slip shown"));
        Assert.Equal(SuspenseOutcome.BadAccount, _kiosk.Suspense.Assign(1, "nobody", "anna", "slip shown"));
        Assert.Equal(SuspenseOutcome.BadAccount, _kiosk.Suspense.Assign(1, "C", "anna", "slip shown"));
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Assign(1, "A", "anna", "slip shown"));
        Assert.Equal(SuspenseOutcome.Already, _kiosk.Suspense.Assign(1, "A", "anna", "slip shown"));
        Assert.Equal(SuspenseOutcome.Closed, _kiosk.Suspense.Assign(1, "B", "anna", "no, his"));
        Assert.Equal(SuspenseOutcome.Closed, _kiosk.Suspense.Refund(1, "anna", "no, hers"));
        Assert.Equal("A 500, cash 500, suspense 0, held 0", _kiosk.Standing());
        var entry = Assert.Single(_kiosk.Audit.Trail());
        Assert.Equal(("anna", "suspense_assigned", "suspense 1", "slip shown"), (entry.Who, entry.What, entry.Subject, entry.Reason));
    }

    [Fact]
    public void It_is_paid_back_to_whom_it_came_from()
    {
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Refund(1, "anna", "the customer stood there"));
        Assert.Equal(SuspenseOutcome.Already, _kiosk.Suspense.Refund(1, "anna", "the customer stood there"));
        Assert.Equal(500, _kiosk.Balance(AccountKind.RefundPayable, "suspense-1"));
        Assert.Equal("A 0, cash 500, suspense 0, held 0", _kiosk.Standing());
    }

    [Fact]
    public void Money_of_unknown_value_enters_the_ledger_when_somebody_says_how_much_it_is()
    {
        Assert.Equal(SuspenseOutcome.NotAppraised, _kiosk.Suspense.Assign(2, "A", "anna", "his"));
        Assert.Equal(SuspenseOutcome.NotAppraised, _kiosk.Suspense.Refund(2, "anna", "his"));
        Assert.Equal(SuspenseOutcome.BadAmount, _kiosk.Suspense.Appraise(2, 0, "EUR", "anna", "counted"));
        Assert.Equal(SuspenseOutcome.BadAmount, _kiosk.Suspense.Appraise(2, -5, "EUR", "anna", "counted"));
        Assert.Equal(SuspenseOutcome.BadAmount, _kiosk.Suspense.Appraise(2, 100_000_001, "EUR", "anna", "counted"));
        Assert.Equal(SuspenseOutcome.BadAmount, _kiosk.Suspense.Appraise(2, 5, "eur", "anna", "counted"));
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Appraise(2, 20, "EUR", "anna", "counted"));
        Assert.Equal(SuspenseOutcome.Already, _kiosk.Suspense.Appraise(2, 20, "EUR", "anna", "counted"));
        Assert.Equal(SuspenseOutcome.BadAmount, _kiosk.Suspense.Appraise(2, 21, "EUR", "anna", "counted"));
        Assert.Equal("A 0, cash 520, suspense 520, held 0", _kiosk.Standing());
        Assert.Equal(SuspenseOutcome.BadAmount, _kiosk.Suspense.Dismiss(2, "anna", "not there"));
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Assign(2, "A", "anna", "his"));
    }

    [Fact]
    public void What_was_never_there_is_dismissed_and_a_later_credit_is_shown()
    {
        Assert.Equal(SuspenseOutcome.Done, _kiosk.Suspense.Dismiss(2, "anna", "the box was counted without it"));
        Assert.Equal(SuspenseOutcome.Already, _kiosk.Suspense.Dismiss(2, "anna", "the box was counted without it"));
        _kiosk.Take("credited 2 A 20");
        Assert.Equal("A 0, cash 500, suspense 500, held 0", _kiosk.Standing());
        Assert.Equal(["note_twice"], _kiosk.Found());
    }

    [Fact]
    public void A_kiosk_that_finds_out_later_credits_it_itself()
    {
        _kiosk.Take("credited 1 A 500\ncredited 2 A 20");
        Assert.Equal("A 520, cash 520, suspense 0, held 0", _kiosk.Standing());
        Assert.Empty(_kiosk.Suspense.List());
        Assert.All(_kiosk.Suspense.List(null), static item => Assert.Equal((SuspenseState.Assigned, "kiosk", "customer/EUR/A"), (item.State, item.ClosedBy, item.GivenTo)));
    }
}
