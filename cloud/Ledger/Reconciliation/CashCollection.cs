namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>A box that was taken out of a kiosk.</summary>
/// <param name="Kiosk">Of which kiosk.</param>
/// <param name="Number">The kiosk's number of the collection.</param>
/// <param name="Epoch">In which epoch of its concentrator.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Collector">By whom, as the kiosk was told.</param>
/// <param name="Legs">What each side says.</param>
/// <param name="Differences">Where they differ.</param>
/// <param name="Slip">The bank's slip.</param>
public sealed record CashCollection(
    string Kiosk, long Number, string Epoch, string Currency, long AtMs, string? Collector, CollectionLegs Legs, IReadOnlyList<Difference> Differences, string? Slip);
