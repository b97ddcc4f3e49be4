namespace Wattline.Cloud.Metering.Estimation;

/// <summary>Divides an amount into whole units by weights, so that the parts add up to it exactly.</summary>
public static class Distribution
{
    /// <summary>The part of an amount that falls to a weight, when <paramref name="before"/> of all weights came before it.</summary>
    /// <param name="amount">What is divided; may be negative.</param>
    /// <param name="before">The sum of the weights before.</param>
    /// <param name="weight">Its own.</param>
    /// <param name="all">The sum of all, above 0.</param>
    public static long Part(long amount, Int128 before, Int128 weight, Int128 all) => (long)(Share(amount, before + weight, all) - Share(amount, before, all));

    /// <summary>Rounded half up, so that the first part is not always the smaller.</summary>
    private static Int128 Share(long amount, Int128 weight, Int128 all)
    {
        var doubled = amount * weight * 2 + all;
        var by = all * 2;
        var share = doubled / by;
        return doubled < 0 && share * by != doubled ? share - 1 : share;
    }
}
