using Wattline.Cloud.Ledger.Accounts;

namespace Wattline.Cloud.Ledger.Statements;

/// <summary>All accounts at one moment of the ledger.</summary>
/// <param name="Sequence">After which entry.</param>
/// <param name="Totals">For each currency, what its accounts are debited and credited by: equal.</param>
/// <param name="Lines">Each account's balance, credits less debits, by name.</param>
public sealed record TrialBalance(long Sequence, IReadOnlyList<CurrencyTotal> Totals, IReadOnlyList<TrialBalanceLine> Lines)
{
    /// <summary>Whether debits are credits in each currency.</summary>
    public bool IsBalanced => Totals.All(static total => total.Debits == total.Credits);
}

/// <summary>The sums of a currency: of balances below zero, and of those above.</summary>
public sealed record CurrencyTotal(string Currency, long Debits, long Credits);

/// <summary>An account's balance, minor units.</summary>
public sealed record TrialBalanceLine(AccountKey Account, long Balance);
