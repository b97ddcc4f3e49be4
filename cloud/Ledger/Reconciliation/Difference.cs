namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>A difference between two sides of a box.</summary>
/// <param name="Kind">Which sides, and which way.</param>
/// <param name="Amount">By how much: pieces for the devices' counters, else minor units.</param>
public readonly record struct Difference(DifferenceKind Kind, long Amount);
