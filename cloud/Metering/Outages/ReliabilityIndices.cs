namespace Wattline.Cloud.Metering.Outages;

/// <summary>How reliable supply was (IEEE 1366-2012, clause 4.2): only interruptions longer than five minutes count; those up to five minutes are momentary.</summary>
/// <param name="Points">Points served.</param>
/// <param name="Saidi">Minutes without supply per point served.</param>
/// <param name="Saifi">Interruptions per point served.</param>
/// <param name="Caidi">Minutes per interruption of a point; 0 when there was none.</param>
/// <param name="Asai">The share of time with supply.</param>
/// <param name="Maifi">Momentary interruptions per point served.</param>
public sealed record ReliabilityIndices(int Points, decimal Saidi, decimal Saifi, decimal Caidi, decimal Asai, decimal Maifi)
{
    /// <summary>The longest interruption that is momentary, seconds (IEEE 1366-2012, 3.15).</summary>
    public const int MomentarySecondsMax = 300;

    /// <summary>The indices of a time; an interruption that reaches out of it counts with what is inside.</summary>
    /// <param name="interruptions">All of them.</param>
    /// <param name="points">Points served.</param>
    /// <param name="from">The time's beginning, Unix seconds.</param>
    /// <param name="to">Its end.</param>
    public static ReliabilityIndices Of(IEnumerable<Interruption> interruptions, int points, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(interruptions);
        decimal minutes = 0, sustained = 0, momentary = 0;
        foreach (var one in interruptions)
        {
            var (first, last) = (Math.Max(one.From, from), Math.Min(one.To, to));
            if (last <= first) continue;
            // How long it was in all decides what it is.
            if (one.To - one.From <= MomentarySecondsMax)
            {
                momentary += one.Points;
                continue;
            }

            sustained += one.Points;
            minutes += (last - first) / 60m * one.Points;
        }

        if (points == 0 || to <= from) return new ReliabilityIndices(points, 0, 0, 0, 1, 0);
        return new ReliabilityIndices(
            points, minutes / points, sustained / points, sustained == 0 ? 0 : minutes / sustained, 1 - minutes / ((to - from) / 60m * points), momentary / points);
    }
}
