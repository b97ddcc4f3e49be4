using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>Writes intervals as NEM12, days in market time. A day that is not whole in the range is not written: the format has no partial day.</summary>
public static class Nem12Writer
{
    /// <summary>Writes channels.</summary>
    /// <param name="from">Who writes: the participant's id.</param>
    /// <param name="now">When.</param>
    /// <param name="channels">Each with its intervals by time.</param>
    public static string Write(string from, DateTimeOffset now, IEnumerable<(IntervalSeries Series, IReadOnlyList<IntervalView> Intervals)> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"100,NEM12,{TimeZoneInfo.ConvertTime(now, Nem12Day.MarketTime):yyyyMMddHHmm},{from},\r\n");
        var all = channels.ToList();
        // Every channel of a point names all of them.
        var configurations = all.GroupBy(static one => one.Series.Point).ToDictionary(static point => point.Key, static point => string.Concat(point.Select(static one => SuffixOf(one.Series.Obis))), StringComparer.Ordinal);
        foreach (var (series, intervals) in all) Write(text, series, configurations[series.Point], intervals, now);
        return text.Append("900\r\n").ToString();
    }

    private static void Write(StringBuilder text, IntervalSeries series, string configuration, IReadOnlyList<IntervalView> intervals, DateTimeOffset now)
    {
        // 5, 15 and 30 minutes are the lengths that there are.
        if (series.LengthS is not (300 or 900 or 1_800) || SuffixOf(series.Obis) is not { } suffix) return;
        var unit = series.Obis.C switch { <= 2 => "KWH", 9 => "KVAH", _ => "KVARH" };
        text.Append(CultureInfo.InvariantCulture, $"200,{CsvText.Line(series.Point)},{configuration},{suffix},{suffix},N1,,{unit},{series.LengthS / 60},\r\n");
        foreach (var day in intervals.GroupBy(static one => DateOf(one.EndS)).Where(day => day.Count() == 86_400 / series.LengthS))
        {
            var list = day.ToList();
            var flags = list.ConvertAll(FlagOf);
            var whole = flags.TrueForAll(flag => flag == flags[0]) ? flags[0] : "V";
            text.Append(CultureInfo.InvariantCulture, $"300,{day.Key:yyyyMMdd},{string.Join(',', list.Select(static one => one.Amount?.ToString() ?? "0"))},{whole},{ReasonOf(whole)},{TimeZoneInfo.ConvertTime(now, Nem12Day.MarketTime):yyyyMMddHHmmss},\r\n");
            if (whole == "V") WriteRuns(text, flags);
        }
    }

    private static void WriteRuns(StringBuilder text, List<string> flags)
    {
        for (var first = 0; first < flags.Count;)
        {
            var end = first;
            while (end < flags.Count && flags[end] == flags[first]) end++;
            text.Append(CultureInfo.InvariantCulture, $"400,{first + 1},{end},{flags[first]},{ReasonOf(flags[first])}\r\n");
            first = end;
        }
    }

    /// <summary>14: like day; 16: agreed with a person; 17: straight line; 52: by what was read before (AEMO, Metrology Procedure Part B, substitution types).</summary>
    private static string FlagOf(IntervalView view) => view.Origin switch
    {
        IntervalOrigin.Missing => "N",
        IntervalOrigin.Estimated => view.Quality.Has(QualityTable.EstimatedLikeDays) ? "S14" : view.Quality.Has(QualityTable.EstimatedLinear) ? "S17" : "E52",
        IntervalOrigin.Edited => "F16",
        _ => "A",
    };

    /// <summary>A substitute has a reason: 0 is one in words (MDFF, 4.4 and 4.5).</summary>
    private static string ReasonOf(string flag) => flag switch
    {
        "S14" => "0,Like days",
        "S17" => "0,Straight line between registers",
        "F16" => "0,Set by a person",
        _ => ",",
    };

    private static DateOnly DateOf(long end) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(end - 1), Nem12Day.MarketTime).DateTime);

    private static string? SuffixOf(Obis obis) => obis is { A: 1, B: < 9 + 26, C: (>= 1 and <= 4) or 9, D: 8, E: 0 }
        ? $"{(obis.C == 9 ? 'T' : "EBQK"[obis.C - 1])}{(char)(obis.B < 9 ? '1' + obis.B : 'A' + obis.B - 9)}" : null;
}
