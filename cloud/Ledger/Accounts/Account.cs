namespace Wattline.Cloud.Ledger.Accounts;

/// <summary>An account as it stands.</summary>
/// <param name="Key">Which.</param>
/// <param name="Balance">Credits less debits, minor units.</param>
/// <param name="HeldDebit">Held debits that are neither posted nor released yet.</param>
/// <param name="HeldCredit">Held credits that are neither posted nor released yet.</param>
/// <param name="OpenedMs">Since when, Unix milliseconds.</param>
/// <param name="ClosedMs">Since when it takes nothing any more; null while it is open.</param>
public sealed record Account(AccountKey Key, long Balance, long HeldDebit, long HeldCredit, long OpenedMs, long? ClosedMs);
