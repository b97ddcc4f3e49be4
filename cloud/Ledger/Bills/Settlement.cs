namespace Wattline.Cloud.Ledger.Bills;

/// <summary>Money that settled something.</summary>
/// <param name="Payment">The entry that brought the money.</param>
/// <param name="Item">The entry that charged what it settles.</param>
/// <param name="Amount">How much, minor units.</param>
public readonly record struct Settlement(long Payment, long Item, long Amount);
