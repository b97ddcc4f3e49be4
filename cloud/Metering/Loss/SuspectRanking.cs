namespace Wattline.Cloud.Metering.Loss;

/// <summary>
/// Ranks the points of an area. A meter that is partly bypassed misses a share of what its customer uses, so that the area's loss rises and falls with what that
/// meter does show. Which shares explain the loss best, none below nothing, beside one part that is always lost and one that goes with the whole load: least
/// squares, found one coordinate at a time.
/// </summary>
public static class SuspectRanking
{
    private const int RoundsMax = 300;

    /// <summary>Ranks.</summary>
    /// <param name="loss">The area's loss in each interval, kWh.</param>
    /// <param name="points">The customers.</param>
    /// <param name="used">What each used in each interval.</param>
    /// <param name="signals">What else is known.</param>
    public static IReadOnlyList<Suspect> Rank(double[] loss, IReadOnlyList<string> points, IReadOnlyList<double[]> used, IReadOnlyDictionary<string, SuspectSignals> signals)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(used);
        ArgumentNullException.ThrowIfNull(signals);
        var shares = Shares(loss, used);
        var lost = Math.Max(loss.Sum(), 1e-9);
        var suspects = new List<Suspect>();
        for (var i = 0; i < points.Count; i++)
        {
            var unmetered = shares[i] * used[i].Sum();
            var reasons = new List<string>();
            var score = 0.0;
            if (unmetered > lost * 0.02 && shares[i] > 0.05)
            {
                reasons.Add("the area's loss goes with this point's use");
                score += unmetered / lost;
            }

            if (signals.TryGetValue(points[i], out var told)) score += Weigh(told, reasons);
            suspects.Add(new Suspect(points[i], score, unmetered, reasons));
        }

        suspects.Sort(static (a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : string.CompareOrdinal(a.Point, b.Point));
        return suspects;
    }

    /// <summary>A bypass that was measured weighs more than any correlation; single events are hints.</summary>
    private static double Weigh(SuspectSignals told, List<string> reasons)
    {
        var score = 0.0;
        Take(told.CurrentThroughOpenRelay, 1.0, "current through an open relay");
        Take(told.VoltageWithoutCurrent, 0.3, "voltage without current");
        Take(told.ReverseEnergyKwh, 0.4, "energy fed in without generation");
        Take(told.MagneticFields, 0.5, "a strong magnetic field");
        Take(told.CoverOpened, 0.3, "a cover was opened");
        return score;

        void Take(double count, double weight, string reason)
        {
            if (count <= 0) return;
            score += weight;
            reasons.Add(reason);
        }
    }

    private static double[] Shares(double[] loss, IReadOnlyList<double[]> used)
    {
        var n = loss.Length;
        // What is lost whatever happens (iron), and what goes with the square of the load (copper), first: what these explain is held against nobody.
        var load = new double[n];
        foreach (var one in used)
            for (var t = 0; t < n; t++) load[t] += one[t];
        double[][] columns = [[.. Enumerable.Repeat(1.0, n)], [.. load.Select(static x => x * x)], .. used];
        var squares = Array.ConvertAll(columns, static column => column.Sum(static x => x * x));
        var shares = new double[columns.Length];
        var rest = (double[])loss.Clone();
        for (var round = 0; round < RoundsMax; round++)
        {
            var moved = 0.0;
            for (var j = 0; j < columns.Length; j++)
            {
                if (squares[j] <= 0) continue;
                var dot = 0.0;
                var column = columns[j];
                for (var t = 0; t < n; t++) dot += column[t] * rest[t];
                var next = Math.Max(0, shares[j] + dot / squares[j]);
                var step = next - shares[j];
                if (step == 0) continue;
                for (var t = 0; t < n; t++) rest[t] -= step * column[t];
                shares[j] = next;
                moved = Math.Max(moved, Math.Abs(step) * Math.Sqrt(squares[j]));
            }

            if (moved < 1e-6) break;
        }

        return shares[(columns.Length - used.Count)..];
    }
}
