using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>Intervals as CSV (RFC 4180): they come back the same.</summary>
public static class IntervalCsv
{
    /// <summary>The header.</summary>
    public const string Header = "point,obis,end,length_s,amount,origin,quality,version";

    /// <summary>Writes a line.</summary>
    public static void Append(StringBuilder text, IntervalSeries series, IntervalView view)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(view);
#pragma warning disable CA1308 // The file writes lower case.
        text.Append(CultureInfo.InvariantCulture,
            $"{series.Point},{series.Obis},{DateTimeOffset.FromUnixTimeSeconds(view.EndS):yyyy-MM-dd'T'HH:mm:ss'Z'},{view.LengthS},{view.Amount},{view.Origin.ToString().ToLowerInvariant()},{Codes(view.Quality)},{view.Version}\r\n");
#pragma warning restore CA1308
    }

    /// <summary>
    /// Reads a file of <c>point,obis,end,length_s,amount</c>: the amounts that others measured. Where it has <c>origin</c> and <c>quality</c>, as a file written here
    /// has, an estimate stays one. Other columns are ignored; lines without an amount say nothing.
    /// </summary>
    /// <param name="text">The file.</param>
    /// <param name="fault">What is wrong with it; null: nothing. Such a file is refused whole.</param>
    public static IReadOnlyList<ImportedInterval> Read(string text, out FormatFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        fault = null;
        var intervals = new Dictionary<(string, Obis, long, int), ImportedInterval>();
        IntervalColumns? columns = null;
        foreach (var record in CsvText.Read(text))
        {
            if (record.Fault is not null) return Wrong(record.Line, record.Fault, out fault);
            if (columns is null)
            {
                if (!IntervalColumns.TryRead(record.Fields, out columns, out var lacking)) return Wrong(record.Line, lacking, out fault);
                continue;
            }

            if (columns.Read(record, out var interval) is { } reason) return Wrong(record.Line, reason, out fault);
            if (interval is null) continue;
            var key = (interval.Point, interval.Obis, interval.EndS, interval.LengthS);
            if (!intervals.TryAdd(key, interval) && !intervals[key].SaysTheSame(interval)) return Wrong(record.Line, $"line {intervals[key].Line} says something else of this interval", out fault);
        }

        return columns is null ? Wrong(1, "the file is empty: a header line is needed", out fault) : [.. intervals.Values];
    }

    private static string Codes(QualitySet quality)
    {
        var codes = new List<string>();
        while (QualitySet.TryTake(ref quality, out var row)) codes.Add(row.Code.ToString());
        return string.Join(' ', codes);
    }

    private static List<ImportedInterval> Wrong(int line, string reason, out FormatFault? fault)
    {
        fault = new FormatFault(line, reason);
        return [];
    }
}
