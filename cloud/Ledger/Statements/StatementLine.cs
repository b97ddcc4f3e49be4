using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Statements;

/// <summary>An entry of an account.</summary>
/// <param name="Sequence">Its place in the ledger.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Id">The transfer's id.</param>
/// <param name="Kind">How it moved money.</param>
/// <param name="Code">Why.</param>
/// <param name="Other">The account at the other end.</param>
/// <param name="Amount">What it moved on this account: above zero credited, below debited, 0 for a hold and its release. Minor units.</param>
/// <param name="Held">What it moved of what is held, in the same sense.</param>
/// <param name="Balance">The account's balance after it.</param>
/// <param name="DueMs">When it is to be paid.</param>
/// <param name="Note">What else was said.</param>
public sealed record StatementLine(
    long Sequence, long AtMs, string Id, TransferKind Kind, TransferCode Code, AccountKey Other, long Amount, long Held, long Balance, long? DueMs, string Note);
