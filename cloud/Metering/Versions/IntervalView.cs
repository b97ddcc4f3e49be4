using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>An interval as it stands.</summary>
/// <param name="EndS">Its end, Unix seconds: it is the time before, and this moment.</param>
/// <param name="LengthS">Seconds.</param>
/// <param name="Amount">What was used, multiplied; null when nothing is known.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Quality">Its codes.</param>
/// <param name="Version">Which version this is: an edit names it.</param>
public sealed record IntervalView(long EndS, int LengthS, ExactDecimal? Amount, IntervalOrigin Origin, QualitySet Quality, int Version)
{
    internal static IntervalView Of(DayRow row, int index) => new(
        row.Grid.EndOf(index), row.Grid.LengthS, row.Origins[index] == IntervalOrigin.Missing ? null : new ExactDecimal(row.Amounts[index], (byte)row.Decimals),
        row.Origins[index], new QualitySet(row.Quality[index]), row.Versions[index]);
}
