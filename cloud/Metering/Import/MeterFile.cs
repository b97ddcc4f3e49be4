using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Import;

/// <summary>The meters' file as it goes out: it comes back the same (docs/registry.md).</summary>
internal static class MeterFile
{
    public static string Write(StoreConnection connection)
    {
        var concentrators = RegistryRows.Concentrators(connection).ToDictionary(static c => c.Id, StringComparer.Ordinal);
        var text = new StringBuilder("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,point_of_delivery,gateway,every_s,parity\n");
        foreach (var meter in RegistryRows.Meters(connection)) text.Append(Line(meter, concentrators[meter.Concentrator])).Append('\n');
        return text.ToString();
    }

    /// <summary>A meter's line.</summary>
    public static string Line(MeterEntry meter, ConcentratorEntry concentrator) => CsvText.Line(
        meter.Id, meter.Concentrator, Number(meter.Line), meter.Address, meter.Protocol, meter.Template, Number(meter.Baud), Number(meter.Phases), meter.MaxKw, meter.Zone,
        meter.PointOfDelivery ?? "", concentrator.Gateway, Number(concentrator.EverySeconds), meter.Parity is { } parity ? FieldCheck.Parities[parity] : "");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
