using System.Globalization;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Bills;

/// <summary>Late fee, oldest bill, advance: what a payment settles.</summary>
public sealed class AllocationTests : IDisposable
{
    private const long Day = 86_400_000;
    private readonly LedgerRig _ledger = new();
    private readonly CustomerDesk _desk;

    public AllocationTests()
    {
        _ledger.Run("open A -> Done\nopen bank -> Done");
        _desk = new CustomerDesk(_ledger.Database, _ledger.Book, AllocationPolicy.Default);
    }

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_payment_settles_late_fees_then_the_oldest_bill_and_what_is_over_is_an_advance()
    {
        Charge("b2", 300, due: 20);
        Charge("b1", 200, due: 10);
        Charge("f1", 50, due: 15, isLateFee: true);
        Pay("p1", 120);
        Assert.Equal("b1 130, b2 300; 0", Standing());
        Pay("p2", 500);
        Assert.Equal("; 70", Standing());
        Charge("b3", 100, due: 40);
        Assert.Equal("b3 30; 0", Standing());
        Assert.Equal(-30, _ledger.Queries.Balance(LedgerRig.Key("A")));
    }

    [Fact]
    public void A_policy_of_the_oldest_first_takes_the_bill_before_the_later_fee()
    {
        Charge("b1", 200, due: 10);
        Charge("f1", 50, due: 15, isLateFee: true);
        Pay("p1", 120);
        Assert.Equal("b1 80, f1 50; 0", Standing(new CustomerDesk(_ledger.Database, _ledger.Book, AllocationPolicy.Oldest)));
        Assert.Equal("b1 130; 0", Standing());
    }

    [Fact]
    public void A_correction_credits_the_bill_that_it_names()
    {
        Charge("b1", 200, due: 10);
        Charge("b2", 300, due: 20);
        Assert.Equal(PostingOutcome.Posted, _desk.Correct("A", "EUR", "b2", "c1", 100).Outcome);
        Assert.Equal(PostingOutcome.Known, _desk.Correct("A", "EUR", "b2", "c1", 100).Outcome);
        Assert.Equal("b1 200, b2 200; 0", Standing());
        _desk.Correct("A", "EUR", "b2", "c2", 250);
        Assert.Equal("b1 150; 0", Standing());
    }

    [Fact]
    public void A_bill_is_charged_once_and_its_number_is_no_others()
    {
        Assert.Equal(PostingOutcome.Posted, _desk.Charge("A", "EUR", "b1", 200, Day).Outcome);
        Assert.Equal(PostingOutcome.Known, _desk.Charge("A", "EUR", "b1", 200, Day).Outcome);
        Assert.Equal(PostingOutcome.IdTaken, _desk.Charge("A", "EUR", "b1", 201, Day).Outcome);
        Assert.Equal(PostingOutcome.DebitUnknown, _desk.Charge("nobody", "EUR", "b2", 200, Day).Outcome);
        Assert.Equal(PostingOutcome.AmountNegative, _desk.Charge("A", "EUR", "b3", -200, Day).Outcome);
        Assert.Equal(PostingOutcome.BadAccount, _desk.Charge("A", "eur", "b4", 200, Day).Outcome);
        Assert.Equal(PostingOutcome.BadId, _desk.Charge("A", "EUR", "b 5", 200, Day).Outcome);
    }

    [Fact]
    public void What_is_overdue_is_what_is_open_and_past_its_time()
    {
        Charge("b1", 200, due: 10);
        Charge("b2", 300, due: 20);
        Pay("p1", 50);
        var position = _desk.Position("A", "EUR")!;
        Assert.Equal((0, 150, 450), (position.Overdue(10 * Day), position.Overdue(10 * Day + 1), position.Overdue(21 * Day)));
        Assert.Equal((null, 10 * Day), (position.OverdueSinceMs(10 * Day), position.OverdueSinceMs(21 * Day)));
    }

    [Fact]
    public void No_more_than_the_advance_is_paid_back()
    {
        Pay("p1", 500);
        Charge("b1", 200, due: 10);
        Assert.Equal(RefundOutcome.NoReason, _desk.Refund("r1", "A", "EUR", 100, "anna", ""));
        Assert.Equal(RefundOutcome.Exceeds, _desk.Refund("r1", "A", "EUR", 301, "anna", "moves out"));
        Assert.Equal(RefundOutcome.BadAmount, _desk.Refund("r1", "A", "EUR", 0, "anna", "moves out"));
        Assert.Equal(RefundOutcome.BadAccount, _desk.Refund("r1", "nobody", "EUR", 1, "anna", "moves out"));
        Assert.Equal(RefundOutcome.Done, _desk.Refund("r1", "A", "EUR", 300, "anna", "moves out"));
        Assert.Equal(RefundOutcome.Already, _desk.Refund("r1", "A", "EUR", 300, "anna", "moves out"));
        Assert.Equal(RefundOutcome.BadId, _desk.Refund("r1", "A", "EUR", 200, "anna", "moves out"));
        Assert.Equal(RefundOutcome.Exceeds, _desk.Refund("r2", "A", "EUR", 1, "anna", "moves out"));
        Assert.Equal(RefundOutcome.Exceeds, _desk.Paid("w1", "A", "EUR", 301, "anna", "transferred"));
        Assert.Equal(RefundOutcome.Done, _desk.Paid("w1", "A", "EUR", 300, "anna", "transferred"));
        Assert.Equal("; 0", Standing());
        _ledger.AssertBalanced();
    }

    [Fact]
    public void A_payment_that_is_taken_back_is_owed_again_at_once_and_first()
    {
        Charge("b1", 200, due: 10);
        Pay("p1", 200);
        Assert.Equal(RefundOutcome.Done, _desk.Reverse("v1", "A", "EUR", 200, LedgerRig.Key("bank"), "anna", "returned debit"));
        Charge("b2", 100, due: 5);
        Assert.Equal("reversal 200, b2 100; 0", Standing());
        Pay("p2", 250);
        Assert.Equal("b2 50; 0", Standing());
    }

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_open_and_what_is_ahead_are_the_balance_and_nothing_is_settled_twice(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var amount = random.Next(1, 400);
            switch (random.Next(5))
            {
                case 0: Charge($"b{i}", amount, due: random.Next(100)); break;
                case 1: Charge($"f{i}", amount, due: random.Next(100), isLateFee: true); break;
                case 2: _desk.Correct("A", "EUR", $"b{random.Next(40)}", $"c{i}", amount); break;
                case 3: _desk.Refund($"r{i}", "A", "EUR", amount, "anna", "asked"); break;
                default: Pay($"p{i}", amount); break;
            }

            var position = _desk.Position("A", "EUR")!;
            Assert.True(position.Advance - position.Items.Sum(static item => item.Open) == _ledger.Queries.Balance(LedgerRig.Key("A")), $"seed {seed}, step {i}");
            Assert.True(position.Advance == 0 || position.Items.Count == 0, $"seed {seed}, step {i}: money lies beside a debt");
            var lines = _ledger.Queries.Statement(LedgerRig.Key("A"))!.Lines.ToDictionary(static line => line.Sequence);
            Assert.All(position.Settlements.GroupBy(static one => one.Payment), used => Assert.True(used.Sum(static one => one.Amount) <= lines[used.Key].Amount, $"seed {seed}, step {i}"));
            Assert.All(position.Settlements.GroupBy(static one => one.Item), used => Assert.True(used.Sum(static one => one.Amount) <= -lines[used.Key].Amount, $"seed {seed}, step {i}"));
        }
    }

    private void Charge(string number, long amount, int due, bool isLateFee = false) => Assert.Equal(PostingOutcome.Posted, _desk.Charge("A", "EUR", number, amount, due * Day, isLateFee).Outcome);

    private void Pay(string id, long amount) => Assert.Equal(PostingOutcome.Posted, _ledger.Book.Post(new Transfer(id, LedgerRig.Key("bank"), LedgerRig.Key("A"), amount, TransferCode.ChannelPayment)).Outcome);

    private string Standing(CustomerDesk? desk = null)
    {
        var position = (desk ?? _desk).Position("A", "EUR")!;
        return $"{string.Join(", ", position.Items.Select(static item => $"{(item.Class == ItemClass.Reversal ? "reversal" : item.Note)} {item.Open.ToString(CultureInfo.InvariantCulture)}"))}; {position.Advance}";
    }
}
