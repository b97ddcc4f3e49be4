namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>What can be told of a transfer by itself, without any account.</summary>
internal static class TransferForm
{
    /// <summary>The first fault in order of precedence; null when there is none.</summary>
    public static PostingOutcome? Fault(Transfer transfer, long nowMs)
    {
        var endsHold = transfer.Kind is TransferKind.PostHold or TransferKind.VoidHold;
        if (transfer.Amount < 0) return PostingOutcome.AmountNegative;
        if (endsHold ? transfer.Kind == TransferKind.VoidHold && transfer.Amount != 0 : transfer.Amount == 0) return PostingOutcome.AmountZero;
        if (transfer.Amount > LedgerLimits.AmountMax) return PostingOutcome.AmountTooLarge;
        if (!HasFields(transfer, endsHold, nowMs)) return PostingOutcome.BadFields;
        if (endsHold && transfer.Debit == default && transfer.Credit == default) return null;
        if (!transfer.Debit.IsValid || !transfer.Credit.IsValid) return PostingOutcome.BadAccount;
        if (transfer.Debit == transfer.Credit) return PostingOutcome.SameAccount;
        return transfer.Debit.Currency == transfer.Credit.Currency ? null : PostingOutcome.CurrencyDiffers;
    }

    private static bool HasFields(Transfer transfer, bool endsHold, long nowMs) =>
        transfer.Kind is >= TransferKind.Direct and <= TransferKind.VoidHold && Enum.IsDefined(transfer.Code)
        && (endsHold ? TransferJudge.IsId(transfer.Hold) : transfer.Hold is null)
        && (transfer.ExpiresMs is not { } expires || (transfer.Kind == TransferKind.Hold && expires > nowMs && expires - nowMs <= LedgerLimits.HoldMsMax))
        && transfer.Note is { Length: <= LedgerLimits.NoteCharsMax } && !transfer.Note.Any(static c => char.IsControl(c) || char.IsSurrogate(c));
}
