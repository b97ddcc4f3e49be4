using Wattline.Cloud.Metering.Estimation;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Intervals;

/// <content>How amounts are weighed, and what becomes of each interval.</content>
public sealed partial class IntervalMaker
{
    private enum Weighing
    {
        Supply,
        Seconds,
        LikeDays,
        Proxy,
    }

    /// <summary>At most two hours in a straight line; longer by like days, else by the proxy, and evenly where there is neither.</summary>
    private Weighing HowOf(in IntervalInput input, long openSeconds)
    {
        if (openSeconds <= EstimationLimits.LinearSecondsMax) return Weighing.Supply;
        if (IsWhole(input.Shapes.LikeDays)) return Weighing.LikeDays;
        return IsWhole(input.Shapes.Proxy) ? Weighing.Proxy : Weighing.Supply;
    }

    /// <summary>A shape serves when it knows every piece that is open: half a day by one and half by another would have a step between.</summary>
    private bool IsWhole(ReadOnlySpan<long> shape)
    {
        foreach (var piece in _pieces)
            if (!piece.IsFixed && (piece.Index < 0 || piece.Index >= shape.Length || shape[piece.Index] < 0)) return false;
        return true;
    }

    private static Int128 WeightOf(in IntervalInput input, in Piece piece, Weighing how) => how switch
    {
        Weighing.Supply => piece.Supply,
        Weighing.Seconds => piece.Seconds,
        Weighing.LikeDays => (Int128)input.Shapes.LikeDays[piece.Index] * piece.Supply,
        _ => (Int128)input.Shapes.Proxy[piece.Index] * piece.Supply,
    };

    private void Settle(in IntervalInput input, IntervalSheet sheet, int index)
    {
        if (_known[index] + _estimated[index] >= input.Grid.LengthS)
        {
            if (sheet.Origins[index] != IntervalOrigin.Missing) return;
            sheet.Quality[index] |= _how[index];
            var last = input.Grid.EndOf(index);
            sheet.Origins[index] = _estimated[index] > 0 ? IntervalOrigin.Estimated
                : (_how[index] & Bit(QualityTable.Unsupplied)) != 0 && sheet.Amounts[index] == 0 && IsDark(input, last - input.Grid.LengthS, last) ? IntervalOrigin.NoSupply
                : IntervalOrigin.Registers;
            // Part of it without supply, and the rest measured: a measured interval.
            if (sheet.Origins[index] != IntervalOrigin.NoSupply) sheet.Quality[index] &= ~Bit(QualityTable.Unsupplied);
            return;
        }

        // What a line that broke off left here is not the interval's amount.
        sheet.Amounts[index] = 0;
        var end = input.Grid.EndOf(index);
        if (ProfileOf(input, index) is var profile && profile != IntervalInput.NoProfile)
        {
            sheet.Amounts[index] = profile;
            sheet.Origins[index] = IntervalOrigin.Profile;
        }
        else if (IsDark(input, end - input.Grid.LengthS, end))
        {
            sheet.Origins[index] = IntervalOrigin.NoSupply;
            sheet.Flag(index, QualityTable.Unsupplied);
        }
        else if (Guess(input.Shapes.LikeDays, index) is { } like)
        {
            Estimate(sheet, index, like, QualityTable.EstimatedLikeDays);
        }
        else if (Guess(input.Shapes.Proxy, index) is { } proxy)
        {
            Estimate(sheet, index, proxy, QualityTable.EstimatedProxy);
        }
        else
        {
            sheet.Origins[index] = IntervalOrigin.Missing;
            sheet.Quality[index] |= index < input.Causes.Length && input.Causes[index] != 0 ? input.Causes[index] : Bit(QualityTable.Missing);
            sheet.Flag(index, QualityTable.NoBasis);
        }
    }

    private static void Estimate(IntervalSheet sheet, int index, long amount, Quality how)
    {
        sheet.Amounts[index] = amount;
        sheet.Origins[index] = IntervalOrigin.Estimated;
        sheet.Flag(index, how);
        sheet.Flag(index, QualityTable.EstimatedUnscaled);
    }

    private static long? Guess(ReadOnlySpan<long> shape, int index) => index < shape.Length && shape[index] >= 0 ? shape[index] : null;

    private static bool IsDark(in IntervalInput input, long from, long to)
    {
        long dark = 0;
        foreach (ref readonly var gap in input.NoSupply) dark += gap.Common(from, to);
        return dark >= to - from;
    }
}
