namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>A transfer as the store keeps it.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Content">The first half of the SHA-256 of what was asked for.</param>
/// <param name="Debit">The account's number.</param>
/// <param name="Credit">The account's number.</param>
/// <param name="Posted">Moves the balances.</param>
/// <param name="Held">Moves what is held: up by a hold, down by its end.</param>
/// <param name="DebitBalance">The debited account's balance after it.</param>
/// <param name="CreditBalance">The credited account's balance after it.</param>
/// <param name="Hold">The sequence of the hold that it ends.</param>
internal readonly record struct TransferRow(
    long Sequence, string Id, byte[] Content, long AtMs, TransferKind Kind, TransferCode Code, long Debit, long Credit, string Currency,
    long Posted, long Held, long DebitBalance, long CreditBalance, long? Hold, long? ExpiresMs, long? DueMs, string Note);
