using Wattline.Cloud.Ledger.Accounts;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>
/// Money from one account to another, as a client asks for it. It has one amount and two ends: nothing that is unbalanced can be said.
/// </summary>
/// <param name="Id">Made by the client, and stored there before it is sent. The same again is answered as the first time.</param>
/// <param name="Debit">The account that is debited. Empty for what refers to a hold: that of the hold.</param>
/// <param name="Credit">The account that is credited. Empty for what refers to a hold.</param>
/// <param name="Amount">Minor units, from 1 to <see cref="LedgerLimits.AmountMax"/>. Of <see cref="TransferKind.PostHold"/> 0 for all that is held; of <see cref="TransferKind.VoidHold"/> 0.</param>
/// <param name="Code">Why.</param>
public sealed record Transfer(string Id, AccountKey Debit, AccountKey Credit, long Amount, TransferCode Code)
{
    /// <summary>How it moves money.</summary>
    public TransferKind Kind { get; init; } = TransferKind.Direct;

    /// <summary>The id of the hold that it posts or releases; else null.</summary>
    public string? Hold { get; init; }

    /// <summary>Of a hold: when it ends by itself, Unix milliseconds; null: never.</summary>
    public long? ExpiresMs { get; init; }

    /// <summary>Of a bill or late fee: when it is to be paid, Unix milliseconds.</summary>
    public long? DueMs { get; init; }

    /// <summary>What else there is to say: a bill's number, a reason.</summary>
    public string Note { get; init; } = "";

    /// <summary>The next of the batch stands or falls with this one.</summary>
    public bool IsLinked { get; init; }

    /// <summary>Posts a hold, whole.</summary>
    public static Transfer Post(string id, string hold, TransferCode code) => new(id, default, default, 0, code) { Kind = TransferKind.PostHold, Hold = hold };

    /// <summary>Releases a hold.</summary>
    public static Transfer Void(string id, string hold, TransferCode code) => new(id, default, default, 0, code) { Kind = TransferKind.VoidHold, Hold = hold };

    /// <summary>Everything that makes it another, but its id: two of one id with different texts are a fault of the client.</summary>
    internal string Content => string.Join(
        '\u001f', (int)Kind, Debit == default ? "" : Debit.ToString(), Credit == default ? "" : Credit.ToString(), Amount, (int)Code, Hold, ExpiresMs, DueMs, Note);
}
