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
        // A person who sets one interval does not wait for the registry of a city.
        var some = wanted?.ToArray();
        var meters = (some is null ? RegistryRows.Meters(connection) : RegistryRows.MetersAt(connection, some)).ToDictionary(static meter => meter.Id, StringComparer.Ordinal);
        var points = (some is null ? new PointTable().Load(connection) : PointTable.Some(connection, some)).ToDictionary(static point => point.Id, StringComparer.Ordinal);
        var installations = (some is null ? new InstallationTable().Load(connection) : InstallationTable.At(connection, some)).ToLookup(static one => one.Point, StringComparer.Ordinal);
        var installed = installations.SelectMany(static group => group).Select(static one => one.Meter).ToHashSet(StringComparer.Ordinal);
        var concentrators = RegistryRows.Concentrators(connection).ToDictionary(static one => one.Id, static one => one.EverySeconds, StringComparer.Ordinal);
        var thresholds = Thresholds(connection);
        var gaps = connection.Query<Gap>(
            $"SELECT point AS Point, from_s AS FromS, to_s AS ToS FROM supply_gap{(some is null ? "" : $" WHERE {connection.IsOneOf("point", "@Wanted")}")} ORDER BY point, from_s", new { Wanted = some ?? [] })
            .ToLookup(static gap => gap.Point, static gap => new TimeSpanS(gap.FromS, gap.ToS ?? long.MaxValue), StringComparer.Ordinal);
        var duties = Duties(connection, meters.Values);
        var since = Since(connection, some);
        var setups = new List<PointSetup>();
        foreach (var point in points.Values)
        {
            var rows = installations[point.Id].OrderBy(static one => one.From).ToList();
            var meter = rows.Count > 0 ? meters.GetValueOrDefault(rows[^1].Meter) : null;
            setups.Add(new PointSetup(point, rows, meter?.Concentrator, Of(thresholds, meter), TimeSpanS.Union(gaps[point.Id])) { Duties = duties });
        }

        foreach (var meter in meters.Values)
        {
            if (installed.Contains(meter.Id) || points.ContainsKey(meter.Id) || wanted?.Contains(meter.Id) == false) continue;
            var length = PointLimits.Lengths.Contains(concentrators[meter.Concentrator]) ? concentrators[meter.Concentrator] : PointLimits.Lengths[^1];
            setups.Add(PointSetup.Of(meter, length, Of(thresholds, meter), TimeSpanS.Union(gaps[meter.Id])) with { Duties = duties, Since = since.GetValueOrDefault(meter.Id, long.MaxValue) });
        }

        setups.Sort(static (a, b) => string.CompareOrdinal(a.Point.Id, b.Point.Id));
        return setups;
    }

    private static Dictionary<string, MeterDuty> Duties(StoreConnection connection, IReadOnlyCollection<MeterEntry> meters)
    {
        var templates = RegistryRows.Templates(connection).ToDictionary(
            static pair => pair.Key,
            static pair => new MeterDuty(
                [.. PointDays.ChannelsOf(pair.Value.Registers())],
                (pair.Value.Tasks ?? []).Select(static (task, i) => (task, i)).Where(static one => one.task.Type == "profile").Select(static one => one.i).ToHashSet()), StringComparer.Ordinal);
        return meters.ToDictionary(static meter => meter.Id, meter => templates[meter.Template], StringComparer.Ordinal);
    }

    /// <summary>When meters came into the registry, as its audit says.</summary>
    private static Dictionary<string, long> Since(StoreConnection connection, string[]? wanted) => connection.Query<Registered>(
        $"SELECT row_key AS Meter, CAST(MIN(at_ms) / 1000 AS BIGINT) AS FromS FROM registry_audit WHERE table_name = 'meters'{(wanted is null ? "" : $" AND {connection.IsOneOf("row_key", "@Wanted")}")} GROUP BY row_key",
        new { Wanted = wanted ?? [] }).ToDictionary(static row => row.Meter, static row => row.FromS, StringComparer.Ordinal);

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
