using System.Numerics;

namespace Wattline.Gateway.Domain;

/// <summary>The quality codes of one reading: a bit for each row of <see cref="QualityTable"/>. Empty means valid.</summary>
public readonly record struct QualitySet(ulong Bits)
{
    /// <summary>How many codes it holds.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>No code: valid.</summary>
    public bool IsValid => Bits == 0;

    /// <summary>True when a bill must not rest on this reading.</summary>
    public bool BlocksBill => Any(static row => row.BlocksBill);

    /// <summary>True when nobody may be cut off on the strength of this reading.</summary>
    public bool BlocksTrip => Any(static row => row.BlocksTrip);

    /// <summary>The set with one code more.</summary>
    public QualitySet With(Quality quality) => new(Bits | 1UL << quality.Row);

    /// <summary>True when the code is in it.</summary>
    public bool Has(Quality quality) => (Bits >> quality.Row & 1) != 0;

    /// <summary>Takes the first code out; false when the set is empty.</summary>
    public static bool TryTake(ref QualitySet rest, out Quality quality)
    {
        quality = QualityTable.Silent;
        if (rest.Bits == 0) return false;
        quality = QualityTable.All[BitOperations.TrailingZeroCount(rest.Bits)];
        rest = new QualitySet(rest.Bits & rest.Bits - 1);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', QualityTable.All.Where(Has).Select(static row => row.Name));

    private bool Any(Func<Quality, bool> rule)
    {
        var rest = this;
        while (TryTake(ref rest, out var quality))
            if (rule(quality)) return true;
        return false;
    }
}
