using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>
/// Puts a day that was made anew on the one that is there. What says the same stays as it is; what says something else is a new version, with the reason.
/// What a person set stays until a person changes it; when what was measured has changed since, that is said.
/// </summary>
internal static class DayMerge
{
    private static readonly ulong _contradicted = 1UL << QualityTable.EditContradicted.Row;

    /// <summary>Merges.</summary>
    /// <param name="old">What is there; null: nothing.</param>
    /// <param name="made">What was made anew.</param>
    /// <param name="now">When, Unix milliseconds.</param>
    /// <param name="versions">Takes new versions, and the first ones of intervals that had one only.</param>
    /// <param name="measured">What was measured when a person set an interval: asked for its end.</param>
    /// <returns>What is to be there; the old row itself when nothing is new.</returns>
    public static DayRow Merge(DayRow? old, DayRow made, long now, List<IntervalVersion> versions, Func<long, ExactDecimal?> measured)
    {
        // A point that moved to another zone has another day there.
        if (old is null || old.Grid != made.Grid) return made;
        var decimals = Math.Max(old.Decimals, made.Decimals);
        var before = old.WithDecimals(decimals);
        var next = made.WithDecimals(decimals) with { MadeMs = old.MadeMs, Versions = (int[])old.Versions.Clone() };
        var isNew = false;
        for (var i = 0; i < next.Amounts.Length; i++)
        {
            if (before.Origins[i] == IntervalOrigin.Edited)
            {
                Keep(before, next, i, now, versions, measured(next.Grid.EndOf(i)));
                isNew |= next.Quality[i] != before.Quality[i];
                continue;
            }

            if (before.Amounts[i] == next.Amounts[i] && before.Origins[i] == next.Origins[i])
            {
                isNew |= before.Quality[i] != next.Quality[i];
                continue;
            }

            isNew = true;
            var why = Why(before.Origins[i], next.Origins[i]);
            if (before.Versions[i] == 1) versions.Add(Of(before, i, before.MadeMs, "first made"));
            next.Versions[i]++;
            versions.Add(Of(next, i, now, why));
        }

        return isNew || decimals != old.Decimals ? next : old;
    }

    /// <summary>The version that a row says.</summary>
    public static IntervalVersion Of(DayRow row, int index, long at, string why, string who = IntervalVersion.Program)
    {
        var quality = new QualitySet(row.Quality[index]);
        return new IntervalVersion(
            row.Series, row.Grid.EndOf(index), row.Versions[index], row.Origins[index] == IntervalOrigin.Missing ? null : new ExactDecimal(row.Amounts[index], (byte)row.Decimals),
            row.Origins[index], IntervalVersion.KindOf(row.Origins[index], quality), quality, at, who, why);
    }

    private static void Keep(DayRow before, DayRow next, int index, long now, List<IntervalVersion> versions, ExactDecimal? measured)
    {
        var told = new ExactDecimal(next.Amounts[index], (byte)next.Decimals);
        var isContradicted = (before.Quality[index] & _contradicted) != 0;
        var isOther = !isContradicted && next.Origins[index] is IntervalOrigin.Registers or IntervalOrigin.Profile
            && (measured is not { } then || then.CompareTo(told) != 0) && next.Amounts[index] != before.Amounts[index];
        if (isOther)
        {
            next.Versions[index]++;
            versions.Add(Of(next, index, now, "told after the edit, which stands"));
        }

        next.Amounts[index] = before.Amounts[index];
        next.Origins[index] = IntervalOrigin.Edited;
        next.Quality[index] = 1UL << QualityTable.Edited.Row | (isOther || isContradicted ? _contradicted : 0);
        if (!isOther) return;
        next.Versions[index]++;
        versions.Add(Of(next, index, now, "the edit stands"));
    }

    private static string Why(IntervalOrigin before, IntervalOrigin next) => (before, next) switch
    {
        (IntervalOrigin.Estimated, IntervalOrigin.Registers or IntervalOrigin.Profile) => "late data in place of an estimate",
        (IntervalOrigin.Missing, IntervalOrigin.Registers or IntervalOrigin.Profile) => "late data",
        (_, IntervalOrigin.Registers or IntervalOrigin.Profile) => "another value was told",
        (_, IntervalOrigin.NoSupply) => "a power failure was told",
        (IntervalOrigin.Registers or IntervalOrigin.Profile, IntervalOrigin.Estimated) => "the value is doubted",
        (_, IntervalOrigin.Estimated) => "estimated anew",
        _ => "no longer known",
    };
}
