using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Suspense;

/// <summary>Persons decide on money of nobody known: each decision once, with a name and a reason, in one transaction with its entries.</summary>
public sealed class SuspenseDesk(Database database, LedgerBook book)
{
    /// <summary>The work list, oldest first; null for all that there ever was.</summary>
    public IReadOnlyList<SuspenseItem> List(SuspenseState? state = SuspenseState.Open, int limit = 1_000) => database.Read(connection => SuspenseRows.List(connection, state, limit));

    /// <summary>One item.</summary>
    public SuspenseItem? Find(long id) => database.Read(connection => SuspenseRows.Find(connection, id));

    /// <summary>Says how much it is, of money that no device could tell: it enters the ledger.</summary>
    public SuspenseOutcome Appraise(long id, long amount, string currency, string who, string reason) => Decide(id, who, reason, "suspense_appraised", (turn, item) =>
    {
        if (item.Amount > 0) return item.Amount == amount && item.Currency == currency ? SuspenseOutcome.Already : SuspenseOutcome.BadAmount;
        if (amount is <= 0 or > LedgerLimits.NoteValueMax || !AccountKey.IsCurrency(currency)) return SuspenseOutcome.BadAmount;
        turn.Must(new Transfer($"suspense/{id}/appraised", Cash(item, currency), Suspense(item, currency), amount, TransferCode.KioskSuspense));
        SuspenseRows.Appraise(turn.Connection, id, amount, currency);
        return SuspenseOutcome.Done;
    });

    /// <summary>Gives it to the customer whose it is.</summary>
    public SuspenseOutcome Assign(long id, string account, string who, string reason) => Decide(id, who, reason, "suspense_assigned", (turn, item) =>
    {
        if (item.Amount == 0) return SuspenseOutcome.NotAppraised;
        var customer = new AccountKey(AccountKind.Customer, account, item.Currency);
        if (!customer.IsValid || turn.Find(customer) is not { IsClosed: false } found || found.WhyNoCredit(item.Amount) is not null) return SuspenseOutcome.BadAccount;
        turn.Must(new Transfer($"suspense/{id}/given", Suspense(item, item.Currency), customer, item.Amount, TransferCode.SuspenseAssigned));
        SuspenseRows.Close(turn, id, SuspenseState.Assigned, customer.ToString(), who, reason);
        return SuspenseOutcome.Done;
    }, item => item.State == SuspenseState.Assigned && item.GivenTo == new AccountKey(AccountKind.Customer, account, item.Currency).ToString());

    /// <summary>It is to be paid back to whom it came from.</summary>
    public SuspenseOutcome Refund(long id, string who, string reason) => Decide(id, who, reason, "suspense_refunded", (turn, item) =>
    {
        if (item.Amount == 0) return SuspenseOutcome.NotAppraised;
        var payable = new AccountKey(AccountKind.RefundPayable, $"suspense-{id}", item.Currency);
        turn.Must(new Transfer($"suspense/{id}/given", Suspense(item, item.Currency), payable, item.Amount, TransferCode.SuspenseRefund));
        SuspenseRows.Close(turn, id, SuspenseState.Refunded, payable.ToString(), who, reason);
        return SuspenseOutcome.Done;
    }, static item => item.State == SuspenseState.Refunded);

    /// <summary>There was no money: only what was never in the ledger is dismissed.</summary>
    public SuspenseOutcome Dismiss(long id, string who, string reason) => Decide(id, who, reason, "suspense_dismissed", (turn, item) =>
    {
        if (item.Amount > 0) return SuspenseOutcome.BadAmount;
        SuspenseRows.Close(turn, id, SuspenseState.Dismissed, null, who, reason);
        return SuspenseOutcome.Done;
    }, static item => item.State == SuspenseState.Dismissed);

    private SuspenseOutcome Decide(
        long id, string who, string reason, string what, Func<LedgerTurn, SuspenseItem, SuspenseOutcome> decide, Func<SuspenseItem, bool>? wasSo = null)
    {
        if (!Words.AreGiven(who, reason)) return SuspenseOutcome.NoReason;
        return book.InTurn(turn =>
        {
            if (SuspenseRows.Find(turn.Connection, id) is not { } item) return SuspenseOutcome.Unknown;
            if (item.State != SuspenseState.Open) return wasSo?.Invoke(item) == true ? SuspenseOutcome.Already : SuspenseOutcome.Closed;
            var outcome = decide(turn, item);
            if (outcome == SuspenseOutcome.Done) FindingRows.Audit(turn.Connection, turn.NowMs, who, what, $"suspense {id}", reason);
            return outcome;
        });
    }

    private static AccountKey Cash(SuspenseItem item, string currency) => new(AccountKind.KioskCash, KioskName.Subject(item.Kiosk), currency);

    private static AccountKey Suspense(SuspenseItem item, string currency) => new(AccountKind.Suspense, KioskName.Subject(item.Kiosk), currency);
}
