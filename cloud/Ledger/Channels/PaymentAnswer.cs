namespace Wattline.Cloud.Ledger.Channels;

/// <summary>What became of a payment.</summary>
/// <param name="Outcome">What: of one that came before, what became of it then.</param>
/// <param name="IsRepeat">It came before.</param>
public readonly record struct PaymentAnswer(PaymentOutcome Outcome, bool IsRepeat = false);
