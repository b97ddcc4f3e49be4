using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Time;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Intervals;

/// <summary>
/// Makes intervals of registers, of profiles, or of both. Between two knots the intervals add up to the difference of the knots, exactly, whatever was lost
/// between them; what one can only be is no estimate. Keeps its memory.
/// </summary>
public sealed partial class IntervalMaker
{
    private readonly List<Piece> _pieces = [];
    private long[] _known = [];
    private long[] _estimated = [];
    private ulong[] _how = [];

    /// <summary>Fills a sheet.</summary>
    public void Make(in IntervalInput input, IntervalSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        sheet.Reset(input.Grid);
        Prepare(input.Grid.Count);
        // :: 1. Stretches between knots.
        for (var k = 0; k + 1 < input.Knots.Length; k++)
        {
            ref readonly var from = ref input.Knots[k];
            ref readonly var to = ref input.Knots[k + 1];
            if (from.Chain != to.Chain || to.At <= input.Grid.From || from.At >= input.Grid.To || to.At <= from.At) continue;
            Stretch(input, sheet, from, to);
        }

        // :: 2. What each interval is now; what no stretch covers.
        for (var i = 0; i < input.Grid.Count; i++) Settle(input, sheet, i);
    }

    private void Prepare(int count)
    {
        if (_known.Length < count)
        {
            _known = new long[count];
            _estimated = new long[count];
            _how = new ulong[count];
        }

        _known.AsSpan(0, count).Clear();
        _estimated.AsSpan(0, count).Clear();
        _how.AsSpan(0, count).Clear();
    }

    private void Stretch(in IntervalInput input, IntervalSheet sheet, in Knot from, in Knot to)
    {
        var rest = to.Amount - from.Amount;
        var first = Math.Max(0, input.Grid.IndexOf(from.At + 1));
        var last = Math.Min(input.Grid.Count - 1, input.Grid.IndexOf(to.At));
        // The common case: a register at each end of one interval.
        if (first == last && from.At == input.Grid.EndOf(first) - input.Grid.LengthS && to.At == input.Grid.EndOf(first))
        {
            Whole(input, sheet, first, rest);
            return;
        }

        Cut(input, from, to);
        var (fixedSum, open, openSeconds) = Fix(input, sheet, first != last);
        rest -= fixedSum;
        if (open == 0)
        {
            // A profile for every interval: it must agree with the registers.
            if (Math.Abs(rest) > input.Tolerance) FlagAll(sheet, QualityTable.SumCheck);
            return;
        }

        if (rest < 0 && !input.MayFall)
        {
            // The profile says more than the registers; what is left cannot be less than nothing.
            if (rest < -input.Tolerance) FlagAll(sheet, QualityTable.SumCheck);
            rest = 0;
        }

        Share(input, sheet, rest, open, openSeconds);
    }

    /// <summary>One interval with a register at each end.</summary>
    private void Whole(in IntervalInput input, IntervalSheet sheet, int index, long amount)
    {
        var profile = ProfileOf(input, index);
        if (profile != IntervalInput.NoProfile && Math.Abs(profile - amount) > input.Tolerance) sheet.Flag(index, QualityTable.SumCheck);
        var isProfile = profile != IntervalInput.NoProfile && input.Basis == IntervalBasis.Profile;
        sheet.Amounts[index] = isProfile ? profile : amount;
        sheet.Origins[index] = isProfile ? IntervalOrigin.Profile : IntervalOrigin.Registers;
        _known[index] = input.Grid.LengthS;
        if (amount != 0 || input.NoSupply.IsEmpty || !IsDark(input, input.Grid.EndOf(index) - input.Grid.LengthS, input.Grid.EndOf(index))) return;
        sheet.Origins[index] = IntervalOrigin.NoSupply;
        sheet.Flag(index, QualityTable.Unsupplied);
    }

    /// <summary>Cuts a stretch by the grid; what is outside of the grid is a piece for each interval too, so that an amount is not all put inside.</summary>
    private void Cut(in IntervalInput input, in Knot from, in Knot to)
    {
        _pieces.Clear();
        var length = input.Grid.LengthS;
        for (var at = from.At; at < to.At;)
        {
            var into = (at - input.Grid.From) % length;
            if (into < 0) into += length;
            var end = Math.Min(to.At, at - into + length);
            var index = end > input.Grid.From && at < input.Grid.To ? input.Grid.IndexOf(end) : -1;
            long supply = end - at;
            foreach (ref readonly var dark in input.NoSupply) supply -= dark.Common(at, end);
            _pieces.Add(new Piece(index, end - at, supply));
            at = end;
        }
    }

    /// <summary>Gives the pieces their amounts that are known already.</summary>
    /// <returns>Their sum, how many others there are, and how many seconds those have.</returns>
    private (long Sum, int Open, long Seconds) Fix(in IntervalInput input, IntervalSheet sheet, bool isGap)
    {
        long sum = 0, seconds = 0;
        var open = 0;
        var hasLight = _pieces.Exists(static piece => piece.Supply > 0);
        for (var p = 0; p < _pieces.Count; p++)
        {
            var piece = _pieces[p];
            var profile = isGap && piece.Index >= 0 && piece.Seconds == input.Grid.LengthS ? ProfileOf(input, piece.Index) : IntervalInput.NoProfile;
            if (profile != IntervalInput.NoProfile)
            {
                sheet.Amounts[piece.Index] = profile;
                sheet.Origins[piece.Index] = IntervalOrigin.Profile;
                sum += profile;
            }
            else if (piece.Supply == 0 && hasLight)
            {
                // Nothing can be used without supply, as long as there was supply at another time to have used it.
                if (piece.Index >= 0) _how[piece.Index] |= Bit(QualityTable.Unsupplied);
            }
            else
            {
                open++;
                seconds += piece.Seconds;
                continue;
            }

            if (piece.Index >= 0) _known[piece.Index] += piece.Seconds;
            _pieces[p] = piece with { IsFixed = true };
        }

        return (sum, open, seconds);
    }

    private void Share(in IntervalInput input, IntervalSheet sheet, long rest, int open, long openSeconds)
    {
        // One piece that is left is the difference, and a register that did not move has nothing to share: neither is an estimate.
        var isExact = open == 1 || (rest == 0 && !input.MayFall);
        var how = isExact ? Weighing.Supply : HowOf(input, openSeconds);
        Int128 all = 0, before = 0;
        foreach (var piece in _pieces)
            if (!piece.IsFixed) all += WeightOf(input, piece, how);
        if (all == 0)
        {
            // The like days had nothing there, and the registers have: evenly.
            how = isExact || how == Weighing.Seconds ? Weighing.Seconds : Weighing.Supply;
            foreach (var piece in _pieces)
                if (!piece.IsFixed) all += WeightOf(input, piece, how);
            if (all == 0)
            {
                how = Weighing.Seconds;
                foreach (var piece in _pieces)
                    if (!piece.IsFixed) all += piece.Seconds;
            }
        }

        var code = Bit(how switch
        {
            Weighing.LikeDays => QualityTable.EstimatedLikeDays,
            Weighing.Proxy => QualityTable.EstimatedProxy,
            _ when openSeconds <= EstimationLimits.LinearSecondsMax => QualityTable.EstimatedLinear,
            _ => QualityTable.EstimatedEvenly,
        });
        foreach (var piece in _pieces)
        {
            if (piece.IsFixed) continue;
            var weight = WeightOf(input, piece, how);
            var part = Distribution.Part(rest, before, weight, all);
            before += weight;
            if (piece.Index < 0) continue;
            sheet.Amounts[piece.Index] += part;
            if (isExact)
            {
                _known[piece.Index] += piece.Seconds;
                if (piece.Supply == 0 && part == 0) _how[piece.Index] |= Bit(QualityTable.Unsupplied);
            }
            else
            {
                _estimated[piece.Index] += piece.Seconds;
                _how[piece.Index] |= code;
            }
        }
    }

    private void FlagAll(IntervalSheet sheet, Quality quality)
    {
        foreach (var piece in _pieces)
            if (piece.Index >= 0) sheet.Flag(piece.Index, quality);
    }

    private static long ProfileOf(in IntervalInput input, int index) => index < input.Profile.Length ? input.Profile[index] : IntervalInput.NoProfile;

    private static ulong Bit(Quality quality) => 1UL << quality.Row;

    /// <summary>A part of a stretch within one interval.</summary>
    /// <param name="Index">The interval; below 0 when it is not on the sheet.</param>
    /// <param name="Seconds">How long it is.</param>
    /// <param name="Supply">Of these, with supply.</param>
    private readonly record struct Piece(int Index, long Seconds, long Supply)
    {
        public bool IsFixed { get; init; }
    }
}
