namespace Wattline.Cloud.Ledger.Suspense;

/// <summary>Money of nobody known, on the work list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kiosk">In which kiosk's box, or of which channel.</param>
/// <param name="Origin">The identity of the record that told it.</param>
/// <param name="Amount">Minor units; 0 while nobody knows how much it is: it is then not in the ledger yet.</param>
/// <param name="Currency">ISO 4217, as it was told.</param>
/// <param name="Reason">Why it is here.</param>
/// <param name="Suspected">The account that was named, if any.</param>
/// <param name="OpenedMs">Since when, Unix milliseconds.</param>
/// <param name="State">What became of it.</param>
/// <param name="GivenTo">To whom it went; null while it is open.</param>
/// <param name="ClosedMs">When; null while it is open.</param>
/// <param name="ClosedBy">By whom.</param>
/// <param name="ClosedReason">Why, in the person's words.</param>
public sealed record SuspenseItem(
    long Id, string Kiosk, string Origin, long Amount, string Currency, string Reason, string? Suspected, long OpenedMs, SuspenseState State,
    string? GivenTo, long? ClosedMs, string? ClosedBy, string? ClosedReason);
