using Wattline.Cloud.Metering.Tables;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>
/// What a point used itself: what its meter measured, less what the points measured whose energy runs through it (套扣). Points behind those are in theirs already.
/// Where one is not known, neither is what is left.
/// </summary>
public sealed class NetBook(RegistryBook registry, IntervalBook intervals)
{
    /// <summary>The points that are deducted from a point.</summary>
    public IReadOnlyList<string> DeductedFrom(string point) => [.. registry.Points().Where(one => one.Parent == point).Select(static one => one.Id)];

    /// <summary>The net intervals of days, both dates with them.</summary>
    public IReadOnlyList<NetInterval> Read(IntervalSeries series, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(series);
        var behind = DeductedFrom(series.Point).Select(point => intervals.SeriesOf(point).FirstOrDefault(one => one.Obis == series.Obis)).ToList();
        var length = behind.OfType<IntervalSeries>().Aggregate(series.LengthS, static (least, one) => Common(least, one.LengthS));
        // They lie on the multiples of their length in the point's standard time.
        var offset = registry.ZoneOf(series.Point) is { } zone ? (long)TimeZoneInfo.FindSystemTimeZoneById(zone).BaseUtcOffset.TotalSeconds : 0;
        var own = Parts(series, from, to, length, offset);
        // A point in another zone has other days: its intervals of the same moments count.
        var others = behind.ConvertAll(one => one is null ? [] : Parts(one, from.AddDays(-1), to.AddDays(1), length, offset));
        var net = new List<NetInterval>();
        foreach (var (end, (amount, quality)) in own)
        {
            ExactDecimal? deducted = new ExactDecimal(0, 0);
            var codes = quality;
            foreach (var other in others)
            {
                var (part, flags) = other.GetValueOrDefault(end);
                deducted = deducted is { } sum && part is { } more ? Plus(sum, more, 1) : null;
                codes = new QualitySet(codes.Bits | flags.Bits);
            }

            net.Add(new NetInterval(end, length, amount, deducted, amount is { } whole && deducted is { } less ? Plus(whole, less, -1) : null, codes));
        }

        return net;
    }

    /// <summary>Intervals put together to longer ones; one of which a part is lacking has no amount.</summary>
    private SortedDictionary<long, (ExactDecimal? Amount, QualitySet Quality)> Parts(IntervalSeries series, DateOnly from, DateOnly to, int length, long offset)
    {
        var parts = new SortedDictionary<long, (ExactDecimal? Amount, QualitySet Quality, int Count)>();
        intervals.Stream(series, from, to, view =>
        {
            var end = (view.EndS + offset + length - 1) / length * length - offset;
            var known = parts.TryGetValue(end, out var before) ? before : (new ExactDecimal(0, 0), default, 0);
            parts[end] = (known.Amount is { } sum && view.Amount is { } more ? Plus(sum, more, 1) : null, new QualitySet(known.Quality.Bits | view.Quality.Bits), known.Count + 1);
        });
        var whole = new SortedDictionary<long, (ExactDecimal?, QualitySet)>();
        foreach (var (end, (amount, quality, count)) in parts) whole[end] = (count == length / series.LengthS ? amount : null, quality);
        return whole;
    }

    private static ExactDecimal? Plus(ExactDecimal left, ExactDecimal right, int sign)
    {
        var decimals = Math.Max(left.Decimals, right.Decimals);
        if (!Processing.Digits.TryBring(left, decimals, out var one) || !Processing.Digits.TryBring(right, decimals, out var other)) return null;
        var sum = (Int128)one + (Int128)sign * other;
        return sum <= long.MaxValue && sum >= long.MinValue ? new ExactDecimal((long)sum, decimals) : null;
    }

    /// <summary>The shortest length that both divide.</summary>
    private static int Common(int one, int other)
    {
        var (a, b) = (one, other);
        while (b != 0) (a, b) = (b, a % b);
        return one / a * other;
    }
}
