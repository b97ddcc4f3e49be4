using System.Collections.Frozen;
using System.Text.Json;
using Dapper;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Validation;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Reads what points are and what is installed there.</summary>
internal static class PointSetups
{
    /// <summary>All points, or those that are named; a meter without an installation is a point of its own.</summary>
    public static List<PointSetup> Load(StoreConnection connection, IReadOnlyCollection<string>? wanted)
    {
        var meters = RegistryRows.Meters(connection).ToDictionary(static meter => meter.Id, StringComparer.Ordinal);
        var points = new PointTable().Load(connection).ToList();
        var installations = new InstallationTable().Load(connection).ToLookup(static one => one.Point, StringComparer.Ordinal);
        var installed = installations.SelectMany(static group => group).Select(static one => one.Meter).ToHashSet(StringComparer.Ordinal);
        var concentrators = RegistryRows.Concentrators(connection).ToDictionary(static one => one.Id, static one => one.EverySeconds, StringComparer.Ordinal);
        var thresholds = Thresholds(connection);
        var gaps = connection.Query<Gap>("SELECT point AS Point, from_s AS FromS, to_s AS ToS FROM supply_gap ORDER BY point, from_s")
            .ToLookup(static gap => gap.Point, static gap => new TimeSpanS(gap.FromS, gap.ToS ?? long.MaxValue), StringComparer.Ordinal);
        var templates = RegistryRows.Templates(connection);
        var since = Since(connection, wanted);
        var registers = templates.ToDictionary(
            static pair => pair.Key, static pair => (IReadOnlyList<Obis>)[.. PointDays.ChannelsOf(pair.Value.Registers())], StringComparer.Ordinal);
        var tasks = templates.ToDictionary(
            static pair => pair.Key,
            static pair => (pair.Value.Tasks ?? []).Select(static (task, i) => (task, i)).Where(static one => one.task.Type == "profile").Select(static one => one.i).ToHashSet(), StringComparer.Ordinal);
        var setups = new List<PointSetup>();
        foreach (var point in points)
        {
            if (wanted?.Contains(point.Id) == false) continue;
            var rows = installations[point.Id].OrderBy(static one => one.From).ToList();
            var meter = rows.Count > 0 ? meters.GetValueOrDefault(rows[^1].Meter) : null;
            setups.Add(new PointSetup(point, rows, meter?.Concentrator, Of(thresholds, meter), TimeSpanS.Union(gaps[point.Id]))
            {
                ProfileTasks = rows.Select(static row => row.Meter).Distinct().Where(meters.ContainsKey).ToDictionary(static id => id, id => tasks[meters[id].Template], StringComparer.Ordinal),
                Registers = rows.Select(static row => row.Meter).Distinct().Where(meters.ContainsKey).ToDictionary(static id => id, id => registers[meters[id].Template], StringComparer.Ordinal),
            });
        }

        var known = points.Select(static point => point.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var meter in meters.Values)
        {
            if (installed.Contains(meter.Id) || known.Contains(meter.Id) || wanted?.Contains(meter.Id) == false) continue;
            var length = PointLimits.Lengths.Contains(concentrators[meter.Concentrator]) ? concentrators[meter.Concentrator] : PointLimits.Lengths[^1];
            setups.Add(PointSetup.Of(meter, length, Of(thresholds, meter), TimeSpanS.Union(gaps[meter.Id])) with
            {
                ProfileTasks = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal) { [meter.Id] = tasks[meter.Template] },
                Registers = new Dictionary<string, IReadOnlyList<Obis>>(StringComparer.Ordinal) { [meter.Id] = registers[meter.Template] },
                Since = since.GetValueOrDefault(meter.Id, long.MaxValue),
            });
        }

        setups.Sort(static (a, b) => string.CompareOrdinal(a.Point.Id, b.Point.Id));
        return setups;
    }

    /// <summary>When meters came into the registry, as its audit says.</summary>
    private static Dictionary<string, long> Since(StoreConnection connection, IReadOnlyCollection<string>? wanted) => connection.Query<Registered>(
        $"SELECT row_key AS Meter, CAST(MIN(at_ms) / 1000 AS BIGINT) AS FromS FROM registry_audit WHERE table_name = 'meters'{(wanted is null ? "" : $" AND {connection.IsOneOf("row_key", "@Wanted")}")} GROUP BY row_key",
        new { Wanted = wanted?.ToArray() ?? [] }).ToDictionary(static row => row.Meter, static row => row.FromS, StringComparer.Ordinal);

    private static ValidationThresholds Of(FrozenDictionary<string, ValidationThresholds> thresholds, MeterEntry? meter) =>
        meter is not null && thresholds.TryGetValue(meter.Template, out var own) ? own : ValidationThresholds.Default;

    private static FrozenDictionary<string, ValidationThresholds> Thresholds(StoreConnection connection) =>
        connection.Query<Threshold>("SELECT template AS Template, thresholds AS Thresholds FROM validation_threshold")
            .ToFrozenDictionary(static row => row.Template, static row => JsonSerializer.Deserialize(row.Thresholds, ThresholdJson.Default.ValidationThresholds)!, StringComparer.Ordinal);

    [method: ExplicitConstructor]
    private sealed record Gap(string Point, long FromS, long? ToS);

    [method: ExplicitConstructor]
    private sealed record Registered(string Meter, long FromS);

    private sealed record Threshold(string Template, string Thresholds);
}
