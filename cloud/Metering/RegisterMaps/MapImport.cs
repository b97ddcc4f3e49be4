using System.Globalization;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Plans;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>
/// Takes a register map as a template, inside a transaction that the caller holds. The plans of the concentrators whose meters are read by
/// it get a new version; what was read by the old one stays described by theirs.
/// </summary>
internal static class MapImport
{
    private const string File = "map";

    public static ImportResult Run(StoreConnection connection, string text, ImportOptions options, DateTimeOffset now)
    {
        using var reader = new StringReader(text);
        var file = RegisterMapFile.Read(File, reader);
        var errors = file.Errors.Select(ErrorOf).ToList();
        var templates = RegistryRows.Templates(connection);
        if (file.Map is { } named && MeterTemplate.BuiltIn.Any(template => template.Name == named.Name) && templates[named.Name].Protocol != MeterProtocols.Modbus)
            errors.Add(new ImportError(1, "map", $"'{named.Name}' is a template of {templates[named.Name].Protocol}"));
        if (file.Map is null || errors.Count > 0)
            return new ImportResult(false, 0, 0, 0, 0, 0, RegistryRows.Version(connection), errors, errors.Count);

        var template = MapTemplate.Make(file.Map);
        templates.TryGetValue(template.Name, out var known);
        var before = known is null ? null : RegistryRows.Text(known);
        var after = RegistryRows.Text(template);
        if (before == after) return new ImportResult(!options.DryRun, 1, 0, 0, 1, 0, RegistryRows.Version(connection), [], 0);

        RegistryRows.Put(connection, template);
        AuditRows.Add(connection, now, options.Who, "maps", template.Name, before, after);
        var all = RegistryRows.Templates(connection);
        var users = RegistryRows.Meters(connection).Where(meter => meter.Template == template.Name).Select(static meter => meter.Concentrator).ToHashSet(StringComparer.Ordinal);
        var plans = 0;
        foreach (var concentrator in RegistryRows.Concentrators(connection).Where(one => users.Contains(one.Id)).ToList())
        {
            var meters = RegistryRows.MetersOf(connection, concentrator.Id).ToList();
            var budget = new PlanBudget();
            if (meters.Select(meter => budget.Add(all[meter.Template], meter.Address)).FirstOrDefault(static reason => reason is not null) is { } reason)
                errors.Add(new ImportError(1, "map", $"{concentrator.Id} would have {reason}"));
            else if (RegistryRows.AddIfNew(connection, concentrator.Id, PlanContent.Make(concentrator, meters, all), now)) plans++;
        }

        var applied = errors.Count == 0 && !options.DryRun;
        var version = errors.Count == 0 ? RegistryRows.NextVersion(connection, now) : RegistryRows.Version(connection);
        return new ImportResult(applied, 1, known is null ? 1 : 0, known is null ? 0 : 1, 0, plans, version, errors, errors.Count);
    }

    /// <summary>"map(3): what is wrong".</summary>
    private static ImportError ErrorOf(string text)
    {
        var end = text.IndexOf("): ", StringComparison.Ordinal);
        return new ImportError(int.Parse(text.AsSpan(File.Length + 1, end - File.Length - 1), CultureInfo.InvariantCulture), "", text[(end + 3)..]);
    }
}
