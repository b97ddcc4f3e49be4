namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>Compares the four sides of a box: journal, device counters, count, bank; each pair of neighbours, so that a difference is named where it arose.</summary>
public static class Reconciler
{
    /// <summary>The differences, in the order of the money's way; none when all agree.</summary>
    /// <param name="legs">The sides.</param>
    /// <param name="isCountDue">It should have been counted by now.</param>
    /// <param name="isDepositDue">It should have been at the bank by now.</param>
    public static IReadOnlyList<Difference> Judge(CollectionLegs legs, bool isCountDue, bool isDepositDue)
    {
        var found = new List<Difference>();
        Add(legs.Journal - legs.Ledger, DifferenceKind.RecordsMissing, DifferenceKind.JournalShort);
        if (legs is { DevicePieces: { } device, JournalPieces: { } pieces }) Add(device - pieces, DifferenceKind.DeviceAhead, DifferenceKind.DeviceBehind);
        if (legs.Counted is { } counted) Add(counted - legs.Ledger, legs.UnknownPieces > 0 ? DifferenceKind.BoxOverUnknown : DifferenceKind.BoxOver, DifferenceKind.BoxShort);
        else if (isCountDue) found.Add(new Difference(DifferenceKind.NotCounted, legs.Ledger));
        if (legs is { Deposited: { } deposited, Counted: { } taken }) Add(deposited - taken, DifferenceKind.DepositOver, DifferenceKind.DepositShort);
        else if (legs is { Deposited: null, Counted: > 0 } && isDepositDue) found.Add(new Difference(DifferenceKind.NotDeposited, legs.Counted.Value));
        return found;

        void Add(long difference, DifferenceKind over, DifferenceKind under)
        {
            if (difference != 0) found.Add(new Difference(difference > 0 ? over : under, Math.Abs(difference)));
        }
    }
}
