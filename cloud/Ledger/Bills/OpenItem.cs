namespace Wattline.Cloud.Ledger.Bills;

/// <summary>Something that a customer owes, and how much of it is left.</summary>
/// <param name="Sequence">The entry that charged it.</param>
/// <param name="Id">Its transfer's id.</param>
/// <param name="Class">What it is.</param>
/// <param name="Amount">What was charged, minor units.</param>
/// <param name="Open">What is left of it.</param>
/// <param name="DueMs">When it is to be paid, Unix milliseconds.</param>
/// <param name="Note">A bill's number.</param>
public sealed record OpenItem(long Sequence, string Id, ItemClass Class, long Amount, long Open, long DueMs, string Note);
