using Wattline.Cloud.Ledger.Accounts;

namespace Wattline.Cloud.Ledger.Statements;

/// <summary>What happened on an account.</summary>
/// <param name="Account">Which.</param>
/// <param name="OpeningBalance">Before the first line, minor units.</param>
/// <param name="ClosingBalance">After the last entry of the time asked for, shown here or not.</param>
/// <param name="Sequence">The ledger's last entry that was looked at: the same question up to it is answered the same for ever.</param>
/// <param name="Lines">The entries, oldest first.</param>
public sealed record AccountStatement(AccountKey Account, long OpeningBalance, long ClosingBalance, long Sequence, IReadOnlyList<StatementLine> Lines);
