namespace Wattline.Cloud.Ledger.Bills;

/// <summary>Where a customer stands: what is owed, item by item, and what was paid ahead.</summary>
/// <param name="Items">What is open, in the order in which the next payment settles it.</param>
/// <param name="Advance">Money that has settled nothing yet, minor units.</param>
/// <param name="Settlements">What settled what, in the order of the entries.</param>
public sealed record AccountPosition(IReadOnlyList<OpenItem> Items, long Advance, IReadOnlyList<Settlement> Settlements)
{
    /// <summary>What is open and past its time at a moment, Unix milliseconds.</summary>
    public long Overdue(long nowMs) => Items.Where(item => item.DueMs < nowMs).Sum(static item => item.Open);

    /// <summary>Since when something is overdue; null when nothing is.</summary>
    public long? OverdueSinceMs(long nowMs) => Items.Where(item => item.DueMs < nowMs).Select(static item => (long?)item.DueMs).Min();
}
