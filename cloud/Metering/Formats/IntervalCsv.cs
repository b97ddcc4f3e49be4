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

    /// <summary>Reads a file of <c>point,obis,end,length_s,amount</c> (other columns are ignored): the amounts that others measured. Empty amounts are left out.</summary>
    /// <param name="text">The file.</param>
    /// <param name="fault">What is wrong with it; null: nothing. Such a file is refused whole.</param>
    public static IReadOnlyList<ImportedInterval> Read(string text, out FormatFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        fault = null;
        var intervals = new List<ImportedInterval>();
        string[] names = ["point", "obis", "end", "length_s", "amount"];
        int[]? places = null;
        foreach (var record in CsvText.Read(text))
        {
            if (record.Fault is not null) return Wrong(record.Line, record.Fault, out fault);
            if (places is null)
            {
                places = Array.ConvertAll(names, name => record.Fields.ToList().FindIndex(field => field.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)));
                if (Array.IndexOf(places, -1) is var missing and >= 0) return Wrong(record.Line, $"the header lacks the column {names[missing]}", out fault);
                continue;
            }

            if (record.Fields.Count <= places.Max()) return Wrong(record.Line, $"{record.Fields.Count} fields are too few", out fault);
            string Field(int place) => record.Fields[places[place]].Trim();
            if (!MeterId.TryParse(Field(0), out var point)) return Wrong(record.Line, "point: 1 to 32 of A-Z a-z 0-9 - _ . are needed", out fault);
            if (!Obis.TryParse(Field(1), out Obis obis)) return Wrong(record.Line, "obis: a code such as 1-0:1.8.0 is needed", out fault);
            if (!DateTimeOffset.TryParseExact(Field(2), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
                return Wrong(record.Line, "end: a moment such as 2026-03-01T00:15:00Z is needed", out fault);
            if (!int.TryParse(Field(3), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || !Points.PointLimits.Lengths.Contains(length))
                return Wrong(record.Line, $"length_s: one of {string.Join(", ", Points.PointLimits.Lengths)} is needed", out fault);
            if (Field(4).Length == 0) continue;
            if (!ExactDecimal.TryParse(Field(4), out ExactDecimal amount)) return Wrong(record.Line, "amount: a decimal number is needed", out fault);
            intervals.Add(new ImportedInterval(record.Line, point.Text, obis, end.ToUnixTimeSeconds(), length, amount, Intervals.IntervalOrigin.Profile, default));
        }

        return places is null ? Wrong(1, "the file is empty: a header line is needed", out fault) : intervals;
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
