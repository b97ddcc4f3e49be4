using System.Runtime.InteropServices;
using Wattline.Cloud.Metering.Validation;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Intervals;

/// <summary>
/// Makes one rising line of what the registers of a point showed: over exchanges, changes of the multiplier and rollovers. The multiplier is applied here,
/// once. What the rules doubt makes no knot. Keeps its memory.
/// </summary>
public sealed class RegisterChain
{
    private static readonly ulong _doubted = 1UL << QualityTable.RegisterDip.Row | 1UL << QualityTable.RegisterSpike.Row;

    private readonly List<Knot> _knots = [];
    private readonly List<long> _at = [];
    private readonly List<long> _shown = [];
    private readonly List<ulong> _quality = [];
    private int _chain;
    private long _amount;

    /// <summary>The knots, by time.</summary>
    public ReadOnlySpan<Knot> Knots => CollectionsMarshal.AsSpan(_knots);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _knots.Clear();
        _chain = 0;
        _amount = 0;
    }

    /// <summary>Adds a segment with the values of its meter.</summary>
    /// <param name="segment">The next in time.</param>
    /// <param name="values">What its registers showed, by time, each moment once; those outside of the segment are passed over, and the codes found are set.</param>
    public void Add(RegisterSegment segment, Span<RegisterValue> values)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var first = 0;
        while (first < values.Length && values[first].At < segment.From) first++;
        var end = first;
        while (end < values.Length && values[end].At <= segment.To) end++;
        Collect(segment, values[first..end]);
        if (_at.Count == 0)
        {
            // Nobody knows what this meter measured: what comes behind it is another line.
            _chain++;
            return;
        }

        CollectionsMarshal.SetCount(_quality, _at.Count);
        var at = CollectionsMarshal.AsSpan(_at);
        var shown = CollectionsMarshal.AsSpan(_shown);
        var quality = CollectionsMarshal.AsSpan(_quality);
        quality.Clear();
        var limits = new RegisterLimits(segment.Modulus, segment.MostPerHour, segment.MayFall);
        RegisterSteps.Check(at, shown, quality, limits);
        Tie(segment, limits, at, shown, quality);
        foreach (ref var value in values[first..end])
        {
            var place = at.BinarySearch(value.At);
            if (place >= 0 && shown[place] == value.Shown) value = value with { Quality = new QualitySet(value.Quality.Bits | quality[place]) };
        }
    }

    /// <summary>The values and, where they were written down, the segment's ends. What a person wrote down at the very moment counts before what was read.</summary>
    private void Collect(RegisterSegment segment, ReadOnlySpan<RegisterValue> values)
    {
        _at.Clear();
        _shown.Clear();
        if (segment.Start is { } start) Take(segment.From, start);
        foreach (ref readonly var value in values)
            if ((value.At > segment.From || segment.Start is null) && (value.At < segment.To || segment.End is null)) Take(value.At, value.Shown);
        if (segment.End is { } ended) Take(segment.To, ended);
    }

    private void Take(long at, long shown)
    {
        if (_at.Count > 0 && _at[^1] >= at) return;
        _at.Add(at);
        _shown.Add(shown);
    }

    private void Tie(RegisterSegment segment, in RegisterLimits limits, ReadOnlySpan<long> at, ReadOnlySpan<long> shown, ReadOnlySpan<ulong> quality)
    {
        // The line goes on where both ends of an exchange were written down, and nowhere else.
        var goesOn = _knots.Count > 0 && segment.Start is not null && _knots[^1].At == segment.From && _knots[^1].Chain == _chain;
        if (!goesOn && _knots.Count > 0) _chain++;
        var last = -1;
        for (var i = 0; i < at.Length; i++)
        {
            if ((quality[i] & _doubted) != 0) continue;
            if ((quality[i] & 1UL << QualityTable.RegisterReset.Row) != 0) _chain++;
            else if (last >= 0)
            {
                var rise = shown[i] - shown[last];
                if (RegisterSteps.IsRollover(at[last], shown[last], at[i], shown[i], limits)) rise += segment.Modulus;
                _amount += rise * segment.Factor;
            }

            last = i;
            var knot = new Knot(at[i], _amount, _chain);
            if (i == 0 && goesOn) continue;
            _knots.Add(knot);
        }

        // An end that is not known is no bridge to the next segment.
        if (segment.To != long.MaxValue && (last < 0 || at[last] != segment.To)) _chain++;
    }
}
