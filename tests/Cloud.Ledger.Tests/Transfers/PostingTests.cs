using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Transfers;

/// <summary>The rules of posting, as tables: what is asked for, and the one outcome that it has.</summary>
public sealed class PostingTests : IDisposable
{
    private readonly LedgerRig _ledger = new();

    public PostingTests() => _ledger.Run("open A -> Done\nopen B -> Done\nopen C -> Done\nopen bank -> Done\nopen suspense -> Done");

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void Money_moves_from_one_account_to_the_other() => _ledger.Run("""
        post 1 bank > A 500 -> Posted
        post 2 A > B 200    -> Posted
        balance bank -> -500
        balance A    -> 300
        balance B    -> 200
        """);

    [Fact]
    public void The_same_again_is_answered_as_the_first_time_and_moves_nothing()
    {
        _ledger.Run("""
            post 1 bank > A 500 -> Posted
            post 1 bank > A 500 -> Known
            together post 2 bank > A 1 ; post 2 bank > A 1 -> Posted Known
            balance A -> 501
            """);
        var first = _ledger.Queries.Find("1")!.Value;
        _ledger.Time.Advance(TimeSpan.FromHours(1));
        var again = _ledger.Book.Post(new Transfer("1", LedgerRig.Key("bank"), LedgerRig.Key("A"), 500, TransferCode.Other));
        Assert.Equal((first.Sequence, first.AtMs), (again.Sequence, again.AtMs));
    }

    [Fact]
    public void Another_content_under_a_known_id_is_refused_and_kept()
    {
        _ledger.Run("""
            post 1 bank > A 500 -> Posted
            post 1 bank > A 501 -> IdTaken
            post 1 bank > B 500 -> IdTaken
            post 1 bank > A 501 -> IdTaken
            post 1 bank > A -5  -> IdTaken
            hold 1 bank > A 500 -> IdTaken
            together post 2 bank > A 1 ; post 2 bank > A 2 -> Posted IdTaken
            balance A -> 501
            """);
        Assert.Equal(["1 1", "1 1", "1 1", "1 2", "2 1"], _ledger.Database.Read(c => c.Query<(string Id, long Times)>(
            "SELECT id, times FROM ledger_quarantine ORDER BY id, times")).Select(static row => $"{row.Id} {row.Times}"));
    }

    [Fact]
    public void What_repeats_a_fault_does_not_fill_the_quarantine()
    {
        _ledger.Run("post 1 bank > A 500 -> Posted");
        for (var amount = 1; amount < 100; amount++) _ledger.Run($"post 1 bank > A {amount} -> IdTaken");
        Assert.Equal(LedgerLimits.QuarantineOfIdMax, _ledger.Database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM ledger_quarantine")));
    }

    [Fact]
    public void Amounts_that_cannot_be_are_refused() => _ledger.Run("""
        post 1 bank > A -1                    -> AmountNegative
        post 2 bank > A -9223372036854775808  -> AmountNegative
        post 3 bank > A 0                     -> AmountZero
        hold 4 bank > A 0                     -> AmountZero
        post 5 bank > A 1000000000001         -> AmountTooLarge
        post 6 bank > A 9223372036854775807   -> AmountTooLarge
        post 7 bank > A 1000000000000         -> Posted
        # The id of what could never be was not one: it is free.
        post 1 bank > A 1                     -> Posted
        balance A -> 1000000000001
        """);

    [Fact]
    public void An_account_holds_no_more_than_its_limit()
    {
        for (var i = 0; i < 1_000; i++) _ledger.Run($"post p{i} bank > A 1000000000000 -> Posted");
        _ledger.Run("""
            post last bank > A 1    -> BalanceTooLarge
            post other bank > B 1   -> BalanceTooLarge
            hold held  B > A 1      -> BalanceTooLarge
            balance A -> 1000000000000000
            balance B -> 0
            """);
    }

    [Fact]
    public void Ends_that_cannot_be_are_refused() => _ledger.Run("""
        post 1 A > A 5       -> SameAccount
        post 2 bank > C 5    -> CurrencyDiffers
        post 3 bad > A 5     -> BadAccount
        post 4 nobody > A 5  -> DebitUnknown
        post 5 A > nobody 5  -> CreditUnknown
        """);

    [Fact]
    public void What_the_ledgers_state_refused_stays_refused_under_its_id() => _ledger.Run("""
        post 1 bank > nobody 5 -> CreditUnknown
        open nobody            -> Done
        post 1 bank > nobody 5 -> CreditUnknown
        post 1 bank > nobody 6 -> IdTaken
        post 2 bank > nobody 5 -> Posted
        balance nobody -> 5
        """);

    [Fact]
    public void A_closed_account_takes_nothing_and_is_not_opened_again() => _ledger.Run("""
        post 1 bank > A 5  -> Posted
        close A            -> NotEmpty
        post 2 A > bank 5  -> Posted
        hold 3 bank > A 5  -> Posted
        close A            -> NotEmpty
        void 4 3           -> Posted
        close A            -> Done
        close A            -> Already
        open A             -> Closed
        post 5 bank > A 5  -> CreditClosed
        post 6 A > bank 5  -> DebitClosed
        close nobody       -> Unknown
        open bad           -> BadKey
        open B             -> Already
        post 1 bank > A 5  -> Known
        """);

    [Fact]
    public void What_is_not_in_suspense_cannot_be_given_away() => _ledger.Run("""
        post 1 suspense > A 1   -> ExceedsBalance
        post 2 bank > suspense 10 -> Posted
        hold 3 suspense > A 6   -> Posted
        post 4 suspense > B 5   -> ExceedsBalance
        post 5 suspense > B 4   -> Posted
        take 6 3                -> Posted
        balance suspense -> 0
        """);

    [Fact]
    public void A_hold_moves_nothing_until_it_is_posted() => _ledger.Run("""
        hold 1 bank > A 500 -> Posted
        balance A  -> 0
        held A     -> 0 500
        held bank  -> 500 0
        take 2 1 300 -> Posted
        balance A  -> 300
        held A     -> 0 0
        take 3 1   -> HoldPosted
        void 4 1   -> HoldPosted
        hold 5 bank > A 100 -> Posted
        void 6 5   -> Posted
        void 6 5   -> Known
        take 7 5   -> HoldVoided
        balance A  -> 300
        """);

    [Fact]
    public void Only_what_is_held_can_be_posted_or_released() => _ledger.Run("""
        post 1 bank > A 500 -> Posted
        hold 2 bank > A 500 -> Posted
        take 3 9      -> HoldUnknown
        take 4 1      -> NotAHold
        take 5 2 501  -> ExceedsHold
        take 6 2 -1   -> AmountNegative
        void 7 2 bank > B -> HoldDiffers
        void 8 2 bank > A -> Posted
        """);

    [Fact]
    public void A_hold_ends_by_itself_when_its_time_is_over() => _ledger.Run("""
        hold 1 bank > A 500 1000 -> Posted
        hold 2 bank > A 70 5000  -> Posted
        wait 999
        expire -> 0
        wait 1
        take 3 1 -> HoldExpired
        held A   -> 0 570
        expire -> 1
        expire -> 0
        held A   -> 0 70
        void 4 1 -> HoldExpired
        take 5 2 -> Posted
        wait 10000
        expire -> 0
        hold 6 bank > A 5 0  -> BadFields
        hold 7 bank > A 5 99999999999 -> BadFields
        balance A -> 70
        """);

    [Fact]
    public void Linked_transfers_stand_or_fall_together() => _ledger.Run("""
        together post 1 bank > A 10 & ; post 2 A > B 4 -> Posted Posted
        together post 3 bank > A 10 & ; post 4 A > nobody 4 & ; post 5 A > B 1 ; post 6 A > B 1 -> ChainBroken CreditUnknown ChainBroken Posted
        together post 7 bank > A 10 & -> ChainBroken
        together hold 8 bank > A 10 ; void 9 8 & ; post 10 suspense > A 10 ; take 11 8 -> Posted ChainBroken ExceedsBalance Posted
        # What was broken left its id free; what was refused did not.
        post 3 bank > A 10 -> Posted
        post 10 suspense > A 10 -> ExceedsBalance
        together post 1 bank > A 10 & ; post 2 A > B 4 -> Known Known
        balance A -> 25
        balance B -> 5
        """);

    [Theory]
    [InlineData("")]
    [InlineData("~expired/1")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\0")]
    [InlineData(null)]
    public void An_id_is_printable_and_not_the_ledgers_own(string? id) => Assert.Equal(
        PostingOutcome.BadId, _ledger.Book.Post(new Transfer(id!, LedgerRig.Key("bank"), LedgerRig.Key("A"), 5, TransferCode.Other)).Outcome);

    [Fact]
    public void Fields_that_do_not_go_together_are_refused()
    {
        var transfer = new Transfer("1", LedgerRig.Key("bank"), LedgerRig.Key("A"), 5, TransferCode.Other);
        Assert.All(
            (Transfer[])[
                transfer with { ExpiresMs = _ledger.NowMs + 1000 }, transfer with { Hold = "2" }, transfer with { Kind = TransferKind.PostHold }, transfer with { Kind = TransferKind.Expired, Hold = "2" },
                transfer with { Kind = (TransferKind)77 }, transfer with { Code = (TransferCode)77 }, transfer with { Note = new string('x', 201) }, transfer with { Note = "a\0" }, transfer with { Note = null! }],
            bad => Assert.Equal(PostingOutcome.BadFields, _ledger.Book.Post(bad).Outcome));
        Assert.Equal(PostingOutcome.AmountZero, _ledger.Book.Post(Transfer.Void("1", "2", TransferCode.Other) with { Amount = 1 }).Outcome);
        Assert.Equal(PostingOutcome.Posted, _ledger.Book.Post(transfer).Outcome);
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_put_entries_before_others()
    {
        _ledger.Run("post 1 bank > A 5 -> Posted");
        var behind = new LedgerBook(_ledger.Database, new Wattline.Tests.Shared.ManualTime());
        _ledger.Time.Advance(TimeSpan.FromHours(1));
        _ledger.Run("post 2 bank > A 5 -> Posted");
        var late = behind.Post(new Transfer("3", LedgerRig.Key("bank"), LedgerRig.Key("A"), 5, TransferCode.Other));
        Assert.Equal((3, _ledger.NowMs), (late.Sequence, late.AtMs));
    }
}
