namespace Wattline.Cloud.Ingest.Coverage;

/// <summary>Sequences from first to last, both included.</summary>
public readonly record struct SequenceRange(long First, long Last)
{
    /// <summary>What is between 1 and the highest of the ranges and in none of them, in order.</summary>
    /// <param name="ranges">In order of their first; they may overlap.</param>
    public static IEnumerable<SequenceRange> Gaps(IEnumerable<SequenceRange> ranges)
    {
        var next = 1L;
        foreach (var range in ranges)
        {
            if (range.First > next) yield return new SequenceRange(next, range.First - 1);
            if (range.Last == long.MaxValue) yield break;
            next = Math.Max(next, range.Last + 1);
        }
    }

    /// <summary>Joins those that lie at most <see cref="IngestLimits.ReplayJoinDistance"/> apart and cuts at <see cref="IngestLimits.ReplayMessagesMax"/>.</summary>
    /// <param name="gaps">In order, apart.</param>
    public static IEnumerable<SequenceRange> Join(IEnumerable<SequenceRange> gaps)
    {
        SequenceRange? open = null;
        foreach (var gap in gaps)
        {
            if (open is { } before && gap.First - before.Last <= IngestLimits.ReplayJoinDistance + 1 && gap.Last - before.First < IngestLimits.ReplayMessagesMax)
            {
                open = before with { Last = gap.Last };
                continue;
            }

            if (open is { } done) yield return done;
            open = gap.Last - gap.First < IngestLimits.ReplayMessagesMax ? gap : gap with { Last = gap.First + IngestLimits.ReplayMessagesMax - 1 };
        }

        if (open is { } rest) yield return rest;
    }
}
