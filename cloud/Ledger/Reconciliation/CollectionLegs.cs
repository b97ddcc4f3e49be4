namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>What is known of a box that was taken out of a kiosk, from each side. Amounts in minor units, pieces are notes and coins.</summary>
/// <param name="Ledger">What the ledger led to expect in it.</param>
/// <param name="Journal">What the kiosk's own journal adds up to.</param>
/// <param name="JournalPieces">How many pieces its journal knows; null when it does not say.</param>
/// <param name="UnknownPieces">How many of them are of unknown value.</param>
/// <param name="DevicePieces">How many pieces the devices counted; null when none counts.</param>
/// <param name="Counted">What a person counted; null while nobody has.</param>
/// <param name="Deposited">What the bank took; null while it has not.</param>
public sealed record CollectionLegs(long Ledger, long Journal, long? JournalPieces, long UnknownPieces, long? DevicePieces, long? Counted, long? Deposited);
