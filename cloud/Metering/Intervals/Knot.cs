namespace Wattline.Cloud.Metering.Intervals;

/// <summary>A moment at which it is known how much a point has used: between two knots of a chain the difference is exact.</summary>
/// <param name="At">When, Unix seconds.</param>
/// <param name="Amount">Energy since the chain's beginning, in the point's units: multiplied, turned over and exchanged.</param>
/// <param name="Chain">Knots of two chains say nothing of each other: the register began anew, and nobody wrote down why.</param>
public readonly record struct Knot(long At, long Amount, int Chain);
