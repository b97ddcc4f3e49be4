using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;

namespace Wattline.Tests.Cloud.Metering.Tests.Intervals;

#pragma warning disable CA5394 // A seed that replays is the point.

/// <summary>
/// What a point truly used, drawn by a seed: steps of five minutes, meters that are exchanged, current transformers that change, registers that turn over,
/// days that are an hour short or long. Tests ask it what registers and profiles showed.
/// </summary>
internal sealed class PointTruth
{
    public const int Step = 300;
    public const long MostPerHour = 1_500;

    private static readonly (string Zone, DateOnly First)[] _places =
    [
        ("UTC", new(2026, 1, 1)), ("Asia/Shanghai", new(2026, 5, 1)), ("Europe/Berlin", new(2026, 3, 28)), ("Europe/Berlin", new(2026, 10, 24)),
        ("America/New_York", new(2026, 3, 7)), ("America/New_York", new(2026, 10, 31)), ("Asia/Kolkata", new(2026, 2, 1)),
        ("Australia/Lord_Howe", new(2026, 4, 4)), ("Australia/Lord_Howe", new(2026, 10, 3)),
    ];

    private readonly long[] _steps;
    private readonly long[] _shown;
    private readonly long _start;

    public PointTruth(int seed, bool mayFall = false)
    {
        var random = new Random(seed);
        var (zone, first) = _places[random.Next(_places.Length)];
        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Days = random.Next(1, 4);
        LengthS = (int[])[300, 900, 1_800, 3_600] is var lengths ? lengths[random.Next(lengths.Length)] : 0;
        Grid = IntervalGrid.Of(LocalDay.Of(first, Zone).From, LocalDay.Of(first.AddDays(Days - 1), Zone).To, LengthS, Zone);
        _start = Grid.From;
        var count = (int)((Grid.To - Grid.From) / Step);
        _steps = new long[count];
        _shown = new long[count];
        for (var i = 0; i < count; i++) _steps[i] = random.Next(4) == 0 ? 0 : mayFall ? random.Next(-120, 120) : random.Next((int)(MostPerHour * Step / 3_600));
        Segments = DrawSegments(random, count, mayFall);
    }

    public TimeZoneInfo Zone { get; }

    public int Days { get; }

    public int LengthS { get; }

    public IntervalGrid Grid { get; }

    public List<RegisterSegment> Segments { get; }

    /// <summary>What was used from one moment to another, multiplied.</summary>
    public long Used(long from, long to)
    {
        long sum = 0;
        for (var i = (from - _start) / Step; i < (to - _start) / Step; i++) sum += _steps[i] * FactorAt(i);
        return sum;
    }

    /// <summary>Whether one meter with one multiplier measured an interval.</summary>
    public bool IsOneMeters(int index) => !Segments.Exists(s => s.From > Grid.EndOf(index) - LengthS && s.From < Grid.EndOf(index));

    /// <summary>What a segment's register showed at each boundary of the grid that it saw, and between.</summary>
    public List<RegisterValue> Shown(RegisterSegment segment)
    {
        var values = new List<RegisterValue>();
        for (var at = _start; at <= Grid.To; at += LengthS)
        {
            if (at < segment.From || at > segment.To) continue;
            values.Add(new RegisterValue(at, at == segment.From ? StartOf(segment) : _shown[(at - _start) / Step - 1]));
        }

        return values;
    }

    private long StartOf(RegisterSegment segment) => segment.Start ?? _firstShown;

    private long _firstShown;

    private long FactorAt(long step)
    {
        var at = _start + step * Step;
        return Segments.First(s => at >= s.From && at < s.To).Factor;
    }

    private List<RegisterSegment> DrawSegments(Random random, int count, bool mayFall)
    {
        var cuts = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, count)).Distinct().Order().Append(count).ToList();
        var segments = new List<RegisterSegment>();
        long modulus = mayFall ? 0 : 1_000_000;
        var shown = _firstShown = modulus == 0 ? 5_000 : random.Next(3) == 0 ? modulus - random.Next(1, 3_000) : random.Next(500_000);
        var first = 0;
        for (var i = 0; i < cuts.Count; i++)
        {
            // A change of transformers goes on with the same register; an exchange begins with what the new meter shows.
            if (i > 0 && random.Next(2) == 0) shown = modulus == 0 ? random.Next(9_000) : random.Next(3) == 0 ? modulus - random.Next(1, 500) : random.Next(900_000);
            var start = shown;
            for (var step = first; step < cuts[i]; step++)
            {
                shown += _steps[step];
                if (modulus > 0) shown %= modulus;
                _shown[step] = shown;
            }

            segments.Add(new RegisterSegment(
                $"M{i}", _start + (long)first * Step, i + 1 < cuts.Count ? _start + (long)cuts[i] * Step : long.MaxValue, random.Next(1, 80), modulus, MostPerHour,
                i == 0 ? null : start, i + 1 < cuts.Count ? shown : null)
            { MayFall = mayFall });
            first = cuts[i];
        }

        return segments;
    }
}
