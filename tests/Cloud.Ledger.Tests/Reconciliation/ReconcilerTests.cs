using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Reconciliation;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Reconciliation;

/// <summary>Journal, device counters, count and bank: a difference is named where it arose.</summary>
public sealed class ReconcilerTests
{
    [Theory]
    [InlineData("all agree", 500, 500, 5, 0, 5, 500, 500, "")]
    [InlineData("records are missing on the way", 400, 500, 5, 0, 5, 400, 400, "RecordsMissing 100")]
    [InlineData("the kiosk's journal is short", 500, 400, 4, 0, 4, 500, 500, "JournalShort 100")]
    [InlineData("a note fell of which nothing was told", 500, 500, 5, 0, 6, 520, 520, "DeviceAhead 1, BoxOver 20")]
    [InlineData("a device began anew", 500, 500, 5, 0, 2, 500, 500, "DeviceBehind 3")]
    [InlineData("a note of unknown value is in the box", 500, 500, 6, 1, 6, 520, 520, "BoxOverUnknown 20")]
    [InlineData("a note was taken out", 500, 500, 5, 0, 5, 480, 480, "BoxShort 20")]
    [InlineData("the bank took less", 500, 500, 5, 0, 5, 500, 490, "DepositShort 10")]
    [InlineData("the bank took more", 500, 500, 5, 0, 5, 500, 510, "DepositOver 10")]
    [InlineData("nobody has counted it", 500, 500, 5, 0, 5, -1, -1, "NotCounted 500")]
    [InlineData("it did not come to the bank", 500, 500, 5, 0, 5, 500, -1, "NotDeposited 500")]
    [InlineData("an empty box needs no bank", 0, 0, 0, 0, 0, 0, -1, "")]
    [InlineData("devices that do not count say nothing", 500, 500, 5, 0, -1, 500, 500, "")]
    public void Differences_have_names(string what, long ledger, long journal, long pieces, long unknown, long device, long counted, long deposited, string named)
    {
        var legs = new CollectionLegs(ledger, journal, pieces, unknown, Null(device), Null(counted), Null(deposited));
        var found = string.Join(", ", Reconciler.Judge(legs, isCountDue: true, isDepositDue: true).Select(static difference => $"{difference.Kind} {difference.Amount}"));
        Assert.True(named == found, $"{what}: {found}");
    }

    [Fact]
    public void A_box_goes_from_the_kiosk_to_the_bank_and_its_differences_are_posted()
    {
        using var kiosk = new KioskRig();
        kiosk.Take("""
            counters 0 - 0 counter=100
            credited 1 A 500 counter=101
            suspense 2 - 200 counter=102
            collection 0 otto 700 detail=[1,500,200,2,0,0]
            credited 3 A 50 counter=103
            counted 0 otto 690 detail=[1]
            deposit 0 otto 600 detail=[1,"slip-9"]
            """);
        kiosk.Ledger.AssertBalanced();
        Assert.Equal((-50, -90, -600, -10), (
            kiosk.Balance(AccountKind.KioskCash), kiosk.Balance(AccountKind.CashInTransit), kiosk.Balance(AccountKind.Bank, "main"), kiosk.Balance(AccountKind.CashDifference)));
        var box = Assert.Single(kiosk.Collections.List(0, long.MaxValue));
        Assert.Equal(new CollectionLegs(700, 700, 2, 0, 2, 690, 600), box.Legs);
        Assert.Equal([new Difference(DifferenceKind.BoxShort, 10), new Difference(DifferenceKind.DepositShort, 90)], box.Differences);
        Assert.Equal("slip-9", box.Slip);
        Assert.Contains("box_differs", kiosk.Found());
    }

    [Fact]
    public void Two_boxes_of_which_none_was_counted_are_not_counted_twice()
    {
        using var kiosk = new KioskRig();
        kiosk.Take("credited 1 A 500\ncollection 0 otto 500 detail=[1,500,0,1,0,0]\ncredited 2 A 70\ncollection 0 otto 70 detail=[2,70,0,1,0,0]\ncounted 0 otto 70 detail=[2]\ncounted 0 otto 500 detail=[1]");
        Assert.All(kiosk.Collections.List(0, long.MaxValue), static box => Assert.Empty(box.Differences));
        Assert.Equal(0, kiosk.Balance(AccountKind.KioskCash));
    }

    [Fact]
    public void A_person_counts_once_and_a_contradiction_is_kept()
    {
        using var kiosk = new KioskRig();
        kiosk.Take("credited 1 A 500\ncollection 0 otto 500 detail=[1,500,0,1,0,0]");
        Assert.Equal(CollectionOutcome.NoReason, kiosk.Collections.Count("K-1", 1, 500, "anna", ""));
        Assert.Equal(CollectionOutcome.Unknown, kiosk.Collections.Count("K-1", 2, 500, "anna", "counted"));
        Assert.Equal(CollectionOutcome.BadAmount, kiosk.Collections.Count("K-1", 1, -1, "anna", "counted"));
        Assert.Equal(CollectionOutcome.Done, kiosk.Collections.Count("K-1", 1, 520, "anna", "counted"));
        Assert.Equal(CollectionOutcome.Already, kiosk.Collections.Count("K-1", 1, 520, "anna", "counted"));
        Assert.Equal(CollectionOutcome.Contradicts, kiosk.Collections.Count("K-1", 1, 500, "otto", "counted again"));
        Assert.Equal(CollectionOutcome.Done, kiosk.Collections.Deposit("K-1", 1, 520, "s", "anna", "paid in"));
        Assert.Equal((0, 0, 20), (kiosk.Balance(AccountKind.KioskCash), kiosk.Balance(AccountKind.CashInTransit), kiosk.Balance(AccountKind.CashDifference)));
        Assert.Equal(["box_counted", "box_counted", "box_deposited"], kiosk.Audit.Trail().Select(static entry => entry.What).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("counted 0 otto 5 detail=[9]")]
    [InlineData("deposit 0 otto 5 detail=[9,\"s\"]")]
    [InlineData("counted 0 otto 5")]
    [InlineData("collection 0 otto 5 detail=[\"x\"]")]
    [InlineData("collection 0 otto 5 detail=not-json")]
    public void What_belongs_to_no_collection_is_shown(string record)
    {
        using var kiosk = new KioskRig();
        kiosk.Take(record);
        Assert.Equal(["bad_record"], kiosk.Found());
    }

    private static long? Null(long value) => value < 0 ? null : value;
}
