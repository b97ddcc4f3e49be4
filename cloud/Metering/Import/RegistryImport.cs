using System.Globalization;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Plans;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Import;

/// <summary>One import, inside one transaction: fields were checked alone, here lines are checked against each other and against the registry.</summary>
internal sealed class RegistryImport(StoreConnection connection, ImportOptions options, DateTimeOffset now)
{
    private readonly Dictionary<string, MeterEntry> _meters = RegistryRows.Meters(connection).ToDictionary(m => m.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, ConcentratorEntry> _concentrators = RegistryRows.Concentrators(connection).ToDictionary(c => c.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, ConcentratorEntry> _wanted = new(StringComparer.Ordinal);

    public ImportResult Run(string csv)
    {
        var templates = RegistryRows.Templates(connection);
        var file = ImportFile.Read(csv, templates);
        AgreeOnConcentrators(file);
        // A refused line leaves its meter where it was, and that place may be another line's: until no line falls.
        while (RefuseSharedAddresses(file) | RefuseOverfullConcentrators(file, templates)) { }
        file.Errors.Sort((a, b) => a.Line.CompareTo(b.Line));

        var added = 0;
        var changed = 0;
        var touched = new HashSet<string>(StringComparer.Ordinal);
        var before = new Dictionary<string, ConcentratorEntry>(_concentrators, StringComparer.Ordinal);
        var changedConcentrators = PutConcentrators(file, touched);
        foreach (var row in file.Rows)
        {
            _meters.TryGetValue(row.Meter.Id, out var known);
            if (known == row.Meter)
            {
                if (changedConcentrators.Contains(row.Meter.Concentrator)) changed++;
                continue;
            }

            if (known is null) added++;
            else changed++;
            if (known is not null) touched.Add(known.Concentrator);
            touched.Add(row.Meter.Concentrator);
            RegistryRows.Put(connection, row.Meter);
            AuditRows.Add(connection, now, options.Who, "meters", row.Meter.Id, known is null ? null : MeterFile.Line(known, before[known.Concentrator]), MeterFile.Line(row.Meter, _concentrators[row.Meter.Concentrator]));
        }

        var plans = 0;
        foreach (var id in touched.Order(StringComparer.Ordinal))
            if (RegistryRows.AddIfNew(connection, id, PlanContent.Make(_concentrators[id], RegistryRows.MetersOf(connection, id), templates), now)) plans++;
        var applied = !options.DryRun && (file.Errors.Count == 0 || (options.GoodLines && file.Rows.Count > 0));
        var version = touched.Count > 0 && (applied || options.DryRun) ? RegistryRows.NextVersion(connection, now) : RegistryRows.Version(connection);
        return new ImportResult(
            applied, file.Lines, added, changed, file.Rows.Count - added - changed, plans, version,
            [.. file.Errors.Take(RegistryLimits.ImportErrorsMax)], file.Errors.Count);
    }

    /// <summary>A concentrator's own settings stand on each of its meters' lines: the first that says something decides, the others must agree.</summary>
    private void AgreeOnConcentrators(ImportFile file)
    {
        var said = new Dictionary<string, (ImportRow? Gateway, ImportRow? Every)>(StringComparer.Ordinal);
        file.Rows.RemoveAll(row =>
        {
            var id = row.Meter.Concentrator;
            said.TryGetValue(id, out var first);
            var errors = file.Errors.Count;
            if (row.Gateway is not null && first.Gateway is not null && first.Gateway.Gateway != row.Gateway)
                file.Errors.Add(new ImportError(row.Line, "gateway", $"line {first.Gateway.Line} gives concentrator {id} the gateway {first.Gateway.Gateway}"));
            if (row.EverySeconds is not null && first.Every is not null && first.Every.EverySeconds != row.EverySeconds)
                file.Errors.Add(new ImportError(row.Line, "every_s", $"line {first.Every.Line} gives concentrator {id} slots of {first.Every.EverySeconds} s"));
            if (file.Errors.Count > errors) return true;
            said[id] = (first.Gateway ?? (row.Gateway is null ? null : row), first.Every ?? (row.EverySeconds is null ? null : row));
            return false;
        });
        foreach (var (id, (gateway, every)) in said)
        {
            _concentrators.TryGetValue(id, out var known);
            _wanted[id] = new ConcentratorEntry(
                id, gateway?.Gateway ?? known?.Gateway ?? "", every?.EverySeconds ?? known?.EverySeconds ?? RegistryLimits.EverySecondsDefault);
        }
    }

    /// <summary>Two meters with one address on a line would answer at once.</summary>
    private bool RefuseSharedAddresses(ImportFile file)
    {
        var moved = file.Rows.Select(row => row.Meter.Id).ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<(string, int, string, string), string>();
        foreach (var meter in _meters.Values)
            if (!moved.Contains(meter.Id)) places[Place(meter)] = $"meter {meter.Id} of the registry";
        return file.Rows.RemoveAll(row =>
        {
            if (places.TryAdd(Place(row.Meter), $"line {row.Line}")) return false;
            file.Errors.Add(new ImportError(row.Line, "address", $"{places[Place(row.Meter)]} has this address on line {row.Meter.Line} of {row.Meter.Concentrator}"));
            return true;
        }) > 0;

        static (string, int, string, string) Place(MeterEntry meter) => (meter.Concentrator, meter.Line, meter.Protocol, meter.Protocol is MeterProtocols.Modbus or MeterProtocols.MBus ? meter.Address.Split('/')[0] : meter.Address);
    }

    private bool RefuseOverfullConcentrators(ImportFile file, IReadOnlyDictionary<string, MeterTemplate> templates)
    {
        var moved = file.Rows.Select(row => row.Meter.Id).ToHashSet(StringComparer.Ordinal);
        var budgets = new Dictionary<string, PlanBudget>(StringComparer.Ordinal);
        foreach (var meter in _meters.Values)
            if (!moved.Contains(meter.Id)) Add(meter);
        return file.Rows.RemoveAll(row =>
        {
            if (Add(row.Meter) is not { } reason) return false;
            file.Errors.Add(new ImportError(row.Line, "concentrator", $"{row.Meter.Concentrator} has {reason}"));
            return true;
        }) > 0;

        string? Add(MeterEntry meter)
        {
            if (!budgets.TryGetValue(meter.Concentrator, out var budget)) budgets[meter.Concentrator] = budget = new PlanBudget();
            return budget.Add(templates[meter.Template], meter.Address);
        }
    }

    private HashSet<string> PutConcentrators(ImportFile file, HashSet<string> touched)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in file.Rows.Select(row => row.Meter.Concentrator).Distinct(StringComparer.Ordinal))
        {
            var entry = _wanted[id];
            if (_concentrators.TryGetValue(id, out var known) && known == entry) continue;
            if (known is not null) changed.Add(id);
            AuditRows.Add(connection, now, options.Who, "concentrators", id, known is null ? null : Text(known), Text(entry));
            _concentrators[id] = entry;
            touched.Add(id);
            RegistryRows.Put(connection, entry);
        }

        return changed;

        static string Text(ConcentratorEntry one) => CsvText.Line(one.Id, one.Gateway, one.EverySeconds.ToString(CultureInfo.InvariantCulture));
    }
}
