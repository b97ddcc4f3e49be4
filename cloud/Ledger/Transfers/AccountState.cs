using Wattline.Cloud.Ledger.Accounts;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>An account within a turn: as the store has it, and moved by what the turn has judged.</summary>
internal sealed class AccountState(long number, AccountKey key, bool hasFloor, bool isClosed, long posted, long heldDebit, long heldCredit)
{
    public long Number { get; } = number;

    public AccountKey Key { get; } = key;

    public bool IsClosed { get; set; } = isClosed;

    public long Posted { get; private set; } = posted;

    public long HeldDebit { get; private set; } = heldDebit;

    public long HeldCredit { get; private set; } = heldCredit;

    /// <summary>Whether it may be debited, or held for a debit, by so much.</summary>
    public PostingOutcome? WhyNoDebit(long amount) =>
        hasFloor && Posted - HeldDebit - amount < 0 ? PostingOutcome.ExceedsBalance
        : Posted - HeldDebit - amount < -LedgerLimits.BalanceMax ? PostingOutcome.BalanceTooLarge : null;

    /// <summary>Whether it may be credited, or held for a credit, by so much.</summary>
    public PostingOutcome? WhyNoCredit(long amount) => Posted + HeldCredit + amount > LedgerLimits.BalanceMax ? PostingOutcome.BalanceTooLarge : null;

    public void Debit(long posted, long held) => (Posted, HeldDebit) = (Posted - posted, HeldDebit + held);

    public void Credit(long posted, long held) => (Posted, HeldCredit) = (Posted + posted, HeldCredit + held);
}
