using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Bills;

/// <summary>Customers' accounts: bills and late fees on them, where they stand, and money that goes back.</summary>
public sealed class CustomerDesk(Database database, LedgerBook book, AllocationPolicy policy)
{
    /// <summary>Charges a bill or a late fee. The number makes it once.</summary>
    /// <param name="account">The customer.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="number">The bill's number: printable ASCII without blanks.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="dueMs">When it is to be paid, Unix milliseconds.</param>
    /// <param name="isLateFee">It is a late fee.</param>
    /// <param name="who">For the trail.</param>
    public PostingAnswer Charge(string account, string currency, string number, long amount, long dueMs, bool isLateFee = false, string who = "billing") => Post(
        new Transfer(
            $"bill/{number}", new AccountKey(AccountKind.Customer, account, currency), new AccountKey(isLateFee ? AccountKind.LateFees : AccountKind.Revenue, "energy", currency), amount,
            isLateFee ? TransferCode.LateFee : TransferCode.Bill)
        { DueMs = dueMs, Note = number }, isLateFee ? "late_fee" : "bill", who);

    /// <summary>Takes back what was billed too much (退补). The bill that it names is settled first.</summary>
    public PostingAnswer Correct(string account, string currency, string bill, string number, long amount, string who = "billing") => Post(
        new Transfer($"correction/{number}", new AccountKey(AccountKind.Revenue, "energy", currency), new AccountKey(AccountKind.Customer, account, currency), amount, TransferCode.BillCorrection) { Note = bill },
        "bill_corrected", who);

    /// <summary>Where a customer stands; null when there is no such account.</summary>
    public AccountPosition? Position(string account, string currency) => database.Read(connection =>
        LedgerQueries.NumberOf(connection, new AccountKey(AccountKind.Customer, account, currency)) is { } number
            ? Allocator.Walk(LedgerQueries.LinesOf(connection, number, 0, long.MaxValue, int.MaxValue), policy) : null);

    /// <summary>A customer's advance is to be paid back; not more than there is, whatever else is asked for at once.</summary>
    public RefundOutcome Refund(string id, string account, string currency, long amount, string who, string reason) => GoBack(
        new Transfer($"refund/{id}", new AccountKey(AccountKind.Customer, account, currency), new AccountKey(AccountKind.RefundPayable, account, currency), amount, TransferCode.Refund),
        who, reason, "refund", static (debit, amount) => debit.Posted - debit.HeldDebit >= amount);

    /// <summary>A refund has been paid out of the bank.</summary>
    public RefundOutcome Paid(string id, string account, string currency, long amount, string who, string reason) => GoBack(
        new Transfer($"refund-paid/{id}", new AccountKey(AccountKind.RefundPayable, account, currency), new AccountKey(AccountKind.Bank, Reconciliation.CollectionPosting.BankSubject, currency), amount, TransferCode.RefundPaid),
        who, reason, "refund_paid", static (debit, amount) => debit.Posted - debit.HeldDebit >= amount);

    /// <summary>A bank or channel has taken a payment back (冲正): the customer owes it again, at once.</summary>
    public RefundOutcome Reverse(string id, string account, string currency, long amount, AccountKey from, string who, string reason) => GoBack(
        new Transfer($"reversal/{id}", new AccountKey(AccountKind.Customer, account, currency), from, amount, TransferCode.Reversal), who, reason, "reversal", static (_, _) => true);

    private PostingAnswer Post(Transfer transfer, string what, string who) => book.InTurn(turn =>
    {
        foreach (var income in (AccountKey[])[transfer.Debit, transfer.Credit])
            if (income is { IsValid: true, Kind: AccountKind.Revenue or AccountKind.LateFees }) turn.Open(income);
        var answer = turn.Post([transfer])[0];
        if (answer.Outcome == PostingOutcome.Posted) FindingRows.Audit(turn.Connection, turn.NowMs, who, what, $"{transfer.Debit}, {transfer.Credit}: {transfer.Amount}", transfer.Id);
        return answer;
    });

    private RefundOutcome GoBack(Transfer transfer, string who, string reason, string what, Func<AccountState, long, bool> isThere)
    {
        if (!Words.AreGiven(who, reason)) return RefundOutcome.NoReason;
        if (!TransferJudge.IsId(transfer.Id)) return RefundOutcome.BadId;
        return book.InTurn(turn =>
        {
            // One that stands is answered as it was, however much there is now.
            var isNew = turn.Look(transfer.Id) is null;
            if (isNew && transfer.Amount is <= 0 or > LedgerLimits.AmountMax) return RefundOutcome.BadAmount;
            if (!transfer.Debit.IsValid || !transfer.Credit.IsValid || turn.Find(transfer.Debit) is not { } debit || (isNew && debit.IsClosed)) return RefundOutcome.BadAccount;
            if (isNew && !isThere(debit, transfer.Amount)) return RefundOutcome.Exceeds;
            if (transfer.Credit.Kind != AccountKind.Customer) turn.Open(transfer.Credit);
            switch (turn.Post([transfer])[0].Outcome)
            {
                case PostingOutcome.Posted:
                    FindingRows.Audit(turn.Connection, turn.NowMs, who, what, $"{transfer.Debit}: {transfer.Amount}", reason);
                    return RefundOutcome.Done;
                case PostingOutcome.Known: return RefundOutcome.Already;
                case PostingOutcome.IdTaken: return RefundOutcome.BadId;
                case PostingOutcome.ExceedsBalance: return RefundOutcome.Exceeds;
                case PostingOutcome.DebitClosed or PostingOutcome.CreditClosed or PostingOutcome.DebitUnknown or PostingOutcome.CreditUnknown: return RefundOutcome.BadAccount;
                default: return RefundOutcome.BadAmount;
            }
        });
    }
}
