using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>The intervals that a NEM12 file states, in kilowatt-hours and kilovar-hours.</summary>
public static class Nem12Intervals
{
    /// <summary>All of them, in the file's order. A day that stands twice counts as it stands last: so the format replaces.</summary>
    /// <param name="file">A file without a fault.</param>
    /// <param name="fault">A channel that is no quantity of ours, or a value that does not fit.</param>
    public static IReadOnlyList<ImportedInterval> Of(Nem12File file, out FormatFault? fault)
    {
        ArgumentNullException.ThrowIfNull(file);
        fault = file.Fault;
        var intervals = new Dictionary<(string, Obis, long), ImportedInterval>();
        foreach (var day in file.Days)
        {
            if (day.Register is not { } obis)
            {
                fault = new FormatFault(day.Line, $"the suffix '{day.Suffix}' is none of E, B, Q, K and T with a place from 1 to 9 or A to Z");
                return [];
            }

            var start = (long)(day.Date.ToDateTime(TimeOnly.MinValue) - DateTime.UnixEpoch - Nem12Day.MarketTime.BaseUtcOffset).TotalSeconds;
            var power = Nem12Units.Find(day.Unit)!.Value;
            for (var i = 0; i < day.Values.Count; i++)
            {
                if (!day.Values[i].TryShift(power, out var amount))
                {
                    fault = new FormatFault(day.Line, $"the value of interval {i + 1} does not fit");
                    return [];
                }

                var end = start + (i + 1L) * day.LengthS;
                var (origin, quality) = Meaning(day.Quality[i]);
                intervals[(day.Nmi, obis, end)] = new ImportedInterval(day.Line, day.Nmi, obis, end, day.LengthS, amount, origin, quality);
            }
        }

        return [.. intervals.Values];
    }

    /// <summary>
    /// What a flag means (AEMO, Metrology Procedure Part B, substitution types): 14, 15 and 51 are like days, 17 and 54 a straight line; of an estimate that was made
    /// otherwise elsewhere we know no more than that it is one.
    /// </summary>
    private static (IntervalOrigin Origin, QualitySet Quality) Meaning(string flag) => flag switch
    {
        "A" => (IntervalOrigin.Profile, default),
        "N" => (IntervalOrigin.Missing, default(QualitySet).With(QualityTable.Missing)),
        [_, '1', '4' or '5'] or [_, '5', '1'] => (IntervalOrigin.Estimated, default(QualitySet).With(QualityTable.EstimatedLikeDays)),
        [_, '1', '7'] or [_, '5', '4'] => (IntervalOrigin.Estimated, default(QualitySet).With(QualityTable.EstimatedLinear)),
        _ => (IntervalOrigin.Estimated, default(QualitySet).With(QualityTable.EstimatedUnscaled)),
    };
}
