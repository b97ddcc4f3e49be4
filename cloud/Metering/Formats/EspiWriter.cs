using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>Writes intervals as ESPI (NAESB REQ.21, "Green Button"): an Atom feed with a usage point, a reading type, a meter reading and blocks of intervals by day.</summary>
public static class EspiWriter
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Espi = "http://naesb.org/espi";

    /// <summary>Writes a channel of a point.</summary>
    /// <param name="output">Takes UTF-8.</param>
    /// <param name="series">The channel.</param>
    /// <param name="isMultiplied">Its amounts are the primary side's: commodity 2, else 1.</param>
    /// <param name="zone">The point's zone: a block is one of its days.</param>
    /// <param name="now">When it is written.</param>
    /// <param name="intervals">By time.</param>
    public static void Write(Stream output, IntervalSeries series, bool isMultiplied, TimeZoneInfo zone, DateTimeOffset now, IEnumerable<IntervalView> intervals)
    {
        ArgumentNullException.ThrowIfNull(series);
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true });
        var name = $"{series.Point}/{series.Obis}/{series.LengthS.ToString(CultureInfo.InvariantCulture)}";
        var updated = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        xml.WriteStartElement("feed", Atom);
        Text(xml, "id", Urn(name));
        Text(xml, "title", "Green Button Usage Feed");
        Text(xml, "updated", updated);
        var root = $"UsagePoint/{series.Point}";
        var reading = root + "/MeterReading/1";
        var blocks = reading + "/IntervalBlock";
        Entry(xml, name + "/point", root, "UsagePoint", [root + "/MeterReading", "LocalTimeParameters/1"], updated, () =>
        {
            xml.WriteStartElement("UsagePoint", Espi);
            xml.WriteStartElement("ServiceCategory", Espi);
            Value(xml, "kind", 0);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
        Entry(xml, name + "/time", "LocalTimeParameters/1", "LocalTimeParameters", [], updated, () => LocalTime(xml, EspiTime.Of(zone, now.Year)));
        Entry(xml, name + "/reading", reading, root + "/MeterReading", [blocks, "ReadingType/1"], updated, () => xml.WriteElementString("MeterReading", Espi, null));
        Entry(xml, name + "/type", "ReadingType/1", "ReadingType", [], updated, () => Type(xml, series, isMultiplied));
        foreach (var day in intervals.GroupBy(one => Time.LocalDay.Closing(one.EndS, zone).Date))
        {
            // The format has no "nothing is known": an interval that is missing is left out, and a day of nothing is no block.
            var list = day.Where(static one => one.Amount is not null).ToList();
            if (list.Count == 0) continue;
            Entry(xml, $"{name}/{day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", $"{blocks}/{day.Key.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}", blocks, [], updated, () => Block(xml, list));
        }

        xml.WriteEndElement();
    }

    /// <summary>ReadingType of IEC 61968-9: delta data, secondary or primary metered electricity, forward or reverse, energy; in thousandths of Wh (72), varh (73) or VAh (71).</summary>
    private static void Type(XmlWriter xml, IntervalSeries series, bool isMultiplied)
    {
        xml.WriteStartElement("ReadingType", Espi);
        Value(xml, "accumulationBehaviour", 4);
        Value(xml, "commodity", isMultiplied ? 2 : 1);
        Value(xml, "dataQualifier", 12);
        Value(xml, "flowDirection", series.Obis.C is 2 or 4 ? 19 : 1);
        Value(xml, "intervalLength", series.LengthS);
        Value(xml, "kind", 12);
        Value(xml, "phase", 0);
        Value(xml, "powerOfTenMultiplier", -3);
        Value(xml, "uom", series.Obis.C switch { <= 2 or 16 => 72, 9 or 10 => 71, _ => 73 });
        xml.WriteEndElement();
    }

    private static void LocalTime(XmlWriter xml, EspiTime time)
    {
        xml.WriteStartElement("LocalTimeParameters", Espi);
        xml.WriteElementString("dstEndRule", Espi, time.End);
        Value(xml, "dstOffset", time.SummerS);
        xml.WriteElementString("dstStartRule", Espi, time.Start);
        Value(xml, "tzOffset", time.OffsetS);
        xml.WriteEndElement();
    }

    private static void Block(XmlWriter xml, List<IntervalView> list)
    {
        xml.WriteStartElement("IntervalBlock", Espi);
        Period(xml, "interval", list[0].EndS - list[0].LengthS, list[^1].EndS - list[0].EndS + list[0].LengthS);
        foreach (var view in list)
        {
            xml.WriteStartElement("IntervalReading", Espi);
            if (QualityOf(view) is { } quality)
            {
                xml.WriteStartElement("ReadingQuality", Espi);
                Value(xml, "quality", quality);
                xml.WriteEndElement();
            }

            Period(xml, "timePeriod", view.EndS - view.LengthS, view.LengthS);
            // Milliwatt-hours: exact to six decimals of a kilowatt-hour, rounded beyond.
            xml.WriteElementString("value", Espi, decimal.Round(view.Amount!.Value.ToDecimal() * 1_000_000m).ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>ESPI's QualityOfReading: 0 valid (not written), 7 manually edited, 8 estimated using a reference day, 9 by linear interpolation, 10 questionable.</summary>
    private static int? QualityOf(IntervalView view) => view.Origin switch
    {
        IntervalOrigin.Edited => 7,
        IntervalOrigin.Estimated when view.Quality.Has(QualityTable.EstimatedLinear) => 9,
        IntervalOrigin.Estimated => 8,
        _ when view.Quality.BlocksBill => 10,
        _ => null,
    };

    private static void Period(XmlWriter xml, string name, long start, long duration)
    {
        xml.WriteStartElement(name, Espi);
        Value(xml, "duration", duration);
        Value(xml, "start", start);
        xml.WriteEndElement();
    }

    /// <summary>An entry says where it is, what it is one of, and what belongs to it: readers put the feed together by these (REQ.21, Atom links).</summary>
    private static void Entry(XmlWriter xml, string name, string self, string up, string[] related, string updated, Action content)
    {
        xml.WriteStartElement("entry", Atom);
        Text(xml, "id", Urn(name));
        Link(xml, "self", self);
        Link(xml, "up", up);
        foreach (var other in related) Link(xml, "related", other);
        Text(xml, "title", "");
        xml.WriteStartElement("content", Atom);
        content();
        xml.WriteEndElement();
        Text(xml, "published", updated);
        Text(xml, "updated", updated);
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string relation, string resource)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", "/espi/1_1/resource/" + resource);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, text);

    private static void Value(XmlWriter xml, string name, long value) => xml.WriteElementString(name, Espi, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same thing has the same id in every file (RFC 9562, 5.8: a version of our own making).</summary>
    private static string Urn(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true)}";
    }
}
