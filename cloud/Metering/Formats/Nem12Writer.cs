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
        foreach (var (series, intervals) in channels) Write(text, series, intervals, now);
        return text.Append("900\r\n").ToString();
    }

    private static void Write(StringBuilder text, IntervalSeries series, IReadOnlyList<IntervalView> intervals, DateTimeOffset now)
    {
        // 5, 15 and 30 minutes are the lengths that there are.
        if (series.LengthS is not (300 or 900 or 1_800) || SuffixOf(series.Obis) is not { } suffix) return;
        var unit = series.Obis.C <= 2 ? "KWH" : "KVARH";
        text.Append(CultureInfo.InvariantCulture, $"200,{CsvText.Line(series.Point)},{suffix},{suffix},{suffix},N1,,{unit},{series.LengthS / 60},\r\n");
        foreach (var day in intervals.GroupBy(static one => DateOf(one.EndS)).Where(day => day.Count() == 86_400 / series.LengthS))
        {
            var list = day.ToList();
            var flags = list.ConvertAll(FlagOf);
            var whole = flags.TrueForAll(flag => flag == flags[0]) ? flags[0] : "V";
            text.Append(CultureInfo.InvariantCulture, $"300,{day.Key:yyyyMMdd},{string.Join(',', list.Select(static one => one.Amount?.ToString() ?? "0"))},{whole},,,{TimeZoneInfo.ConvertTime(now, Nem12Day.MarketTime):yyyyMMddHHmmss},\r\n");
            if (whole == "V") WriteRuns(text, flags);
        }
    }

    private static void WriteRuns(StringBuilder text, List<string> flags)
    {
        for (var first = 0; first < flags.Count;)
        {
            var end = first;
            while (end < flags.Count && flags[end] == flags[first]) end++;
            text.Append(CultureInfo.InvariantCulture, $"400,{first + 1},{end},{flags[first]},,\r\n");
            first = end;
        }
    }

    /// <summary>14: like day; 52: by what was read before and after (AEMO, Metrology Procedure Part B, 2.2).</summary>
    private static string FlagOf(IntervalView view) => view.Origin switch
    {
        IntervalOrigin.Missing => "N",
        IntervalOrigin.Estimated => view.Quality.Has(QualityTable.EstimatedLikeDays) ? "S14" : "E52",
        IntervalOrigin.Edited => "F14",
        _ => "A",
    };

    private static DateOnly DateOf(long end) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(end - 1), Nem12Day.MarketTime).DateTime);

    private static string? SuffixOf(Obis obis) => obis is { A: 1, B: < 9, C: >= 1 and <= 4, D: 8, E: 0 }
        ? string.Create(CultureInfo.InvariantCulture, $"{"EBQK"[obis.C - 1]}{obis.B + 1}") : null;
}
