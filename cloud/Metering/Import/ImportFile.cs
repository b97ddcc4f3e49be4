using System.Collections.Frozen;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Import;

/// <summary>Reads the registry's CSV: columns by the header's names in any order, columns of other names ignored, every field checked by itself.</summary>
internal sealed class ImportFile
{
    private static readonly string[] _required =
        ["meter", "concentrator", "line", "address", "protocol", "template", "baud", "phases", "max_kw", "zone"];

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenDictionary<string, MeterTemplate> _templates;
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    private ImportFile(FrozenDictionary<string, MeterTemplate> templates)
    {
        _templates = templates;
    }

    public List<ImportRow> Rows { get; } = [];

    public List<ImportError> Errors { get; } = [];

    public int Lines { get; private set; }

    public static ImportFile Read(string csv, FrozenDictionary<string, MeterTemplate> templates)
    {
        var file = new ImportFile(templates);
        if (csv.Length > RegistryLimits.ImportCharsMax)
        {
            file.Errors.Add(new ImportError(1, "", $"the file has {csv.Length} characters; the limit is {RegistryLimits.ImportCharsMax}: import it in parts"));
            return file;
        }

        foreach (var record in CsvText.Read(csv))
        {
            if (file._columns.Count > 0) file.ReadRow(record);
            else if (!file.ReadHeader(record)) return file;
        }

        if (file._columns.Count == 0) file.Errors.Add(new ImportError(1, "", "the file is empty: a header line is needed"));
        return file;
    }

    private bool ReadHeader(CsvRecord record)
    {
        if (record.Fault is not null) Errors.Add(new ImportError(record.Line, "", record.Fault));
        for (var i = 0; i < record.Fields.Count; i++)
            if (!_columns.TryAdd(record.Fields[i].Trim(), i)) Errors.Add(new ImportError(record.Line, record.Fields[i], "the header names this column twice"));
        foreach (var name in _required)
            if (record.Fault is null && !_columns.ContainsKey(name)) Errors.Add(new ImportError(record.Line, name, "the header lacks this column"));
        return Errors.Count == 0;
    }

    private void ReadRow(CsvRecord record)
    {
        Lines++;
        if (record.Fault is not null)
        {
            Errors.Add(new ImportError(record.Line, "", record.Fault));
            return;
        }

        if (record.Fields.Count != _columns.Count)
        {
            Errors.Add(new ImportError(record.Line, "", $"{record.Fields.Count} fields; the header has {_columns.Count}"));
            return;
        }

        var before = Errors.Count;
        var check = new FieldCheck(record.Line, Errors);
        var id = check.Identifier("meter", Field(record, "meter"), dots: true);
        if (id.Length > 0 && !_seen.TryAdd(id, record.Line)) check.Refuse("meter", $"line {_seen[id]} has this meter already");
        var protocol = check.Known("protocol", Field(record, "protocol"), MeterProtocols.All);
        var meter = new MeterEntry(
            id,
            check.Identifier("concentrator", Field(record, "concentrator"), dots: false),
            check.Number("line", Field(record, "line"), 0, RegistryLimits.LinesMax - 1),
            check.Address("address", Field(record, "address"), protocol),
            protocol,
            check.Known("template", Field(record, "template"), _templates.Keys),
            check.OneOf("baud", Field(record, "baud"), RegistryLimits.Bauds),
            check.OneOf("phases", Field(record, "phases"), [1, 3]),
            check.Power("max_kw", Field(record, "max_kw")),
            check.Zone("zone", Field(record, "zone")),
            check.Text("point_of_delivery", Field(record, "point_of_delivery"), RegistryLimits.PointOfDeliveryCharsMax),
            check.Parity("parity", Field(record, "parity")));
        if (protocol.Length > 0 && _templates.TryGetValue(meter.Template, out var template) && template.Protocol != protocol)
            check.Refuse("template", $"it is for {template.Protocol}");
        else if (protocol == MeterProtocols.Modbus && meter.Address.Contains('/', StringComparison.Ordinal) && _templates.TryGetValue(meter.Template, out var map) && !RegisterMaps.MapTemplate.SaysNumber(map))
            check.Refuse("address", $"the template {map.Name} has no register of the meter's number");
        var gateway = Field(record, "gateway");
        var every = Field(record, "every_s");
        var row = new ImportRow(
            record.Line,
            meter,
            gateway.Length == 0 ? null : check.Identifier("gateway", gateway, dots: true),
            every.Length == 0 ? null : check.Every("every_s", every));
        if (Errors.Count == before) Rows.Add(row);
    }

    private string Field(CsvRecord record, string column) => _columns.TryGetValue(column, out var index) ? record.Fields[index].Trim() : "";
}
