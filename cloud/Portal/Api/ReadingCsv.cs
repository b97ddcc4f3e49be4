using System.Globalization;
using System.Text;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Readings as CSV (RFC 4180). No field can hold a comma or a quote: ids, codes and numbers only.</summary>
internal static class ReadingCsv
{
    private const string Header = "meter,obis,kind,slot,length_s,value,unit,quality,offset_ms,version,versions,current\r\n";

    public static string Write(IEnumerable<CurrentReading> readings, MeterUnits units)
    {
        var text = new StringBuilder(Header);
        Append(text, readings, units);
        return text.ToString();
    }

    /// <summary>Writes all readings, part by part: a file that ends early without saying so is worse than none.</summary>
    public static async Task WriteAllAsync(Stream output, IngestQueries queries, ReadingPage page, MeterUnits units, CancellationToken stop)
    {
        var text = new StringBuilder(Header);
        page = page with { Limit = IngestLimits.PageRowsMax };
        while (true)
        {
            // A part ends between two slots and the next begins there, so that what is stored meanwhile shifts nothing.
            var rows = queries.Readings(page);
            var last = rows.Count < IngestLimits.PageRowsMax ? long.MaxValue : rows[^1].Slot;
            var whole = rows.TakeWhile(row => row.Slot < last || last == long.MaxValue).ToList();
            page = whole.Count > 0 ? page with { From = last, Skip = 0 } : page with { Skip = page.Skip + rows.Count };
            Append(text, whole.Count > 0 ? whole : rows, units);
            await output.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), stop);
            text.Clear();
            if (last == long.MaxValue) return;
        }
    }

    private static void Append(StringBuilder text, IEnumerable<CurrentReading> readings, MeterUnits units)
    {
        foreach (var r in readings)
        {
            var codes = string.Join(' ', QualityView.Of(r.Quality).Select(q => q.Code));
            text.Append(CultureInfo.InvariantCulture,
                $"{r.Meter},{r.Obis},{r.Kind.Name()},{ReadingView.Moment(r.Slot):yyyy-MM-dd'T'HH:mm:ss'Z'},{r.LengthS},{r.Value},{units.Of(r.Obis)},{codes},{r.OffsetMs},{r.Version},{r.Versions},{(r.IsCurrent ? "true" : "false")}\r\n");
        }
    }
}
