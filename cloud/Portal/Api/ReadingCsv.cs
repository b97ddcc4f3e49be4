using System.Globalization;
using System.Text;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Readings as CSV (RFC 4180). No field can hold a comma or a quote: ids, codes and numbers only.</summary>
internal static class ReadingCsv
{
    public static string Write(IEnumerable<CurrentReading> readings)
    {
        var text = new StringBuilder("meter,obis,kind,slot,length_s,value,quality,offset_ms,version,versions,current\r\n");
        foreach (var r in readings)
        {
            var codes = string.Join(' ', QualityView.Of(r.Quality).Select(q => q.Code));
            text.Append(CultureInfo.InvariantCulture,
                $"{r.Meter},{r.Obis},{r.Kind.Name()},{ReadingView.Moment(r.Slot):yyyy-MM-dd'T'HH:mm:ss'Z'},{r.LengthS},{r.Value},{codes},{r.OffsetMs},{r.Version},{r.Versions},{(r.IsCurrent ? "true" : "false")}\r\n");
        }

        return text.ToString();
    }
}
