using System.Collections.Frozen;
using System.Text.Json;
using Dapper;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Validation;
using Wattline.Cloud.Store;

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
        var setups = new List<PointSetup>();
        foreach (var point in points)
        {
            if (wanted?.Contains(point.Id) == false) continue;
            var rows = installations[point.Id].OrderBy(static one => one.From).ToList();
            var meter = rows.Count > 0 ? meters.GetValueOrDefault(rows[^1].Meter) : null;
            setups.Add(new PointSetup(point, rows, meter?.Concentrator, Of(thresholds, meter), [.. gaps[point.Id]]));
        }

        var known = points.Select(static point => point.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var meter in meters.Values)
        {
            if (installed.Contains(meter.Id) || known.Contains(meter.Id) || wanted?.Contains(meter.Id) == false) continue;
            var length = PointLimits.Lengths.Contains(concentrators[meter.Concentrator]) ? concentrators[meter.Concentrator] : PointLimits.Lengths[^1];
            setups.Add(PointSetup.Of(meter, length, Of(thresholds, meter), [.. gaps[meter.Id]]));
        }

        setups.Sort(static (a, b) => string.CompareOrdinal(a.Point.Id, b.Point.Id));
        return setups;
    }

    private static ValidationThresholds Of(FrozenDictionary<string, ValidationThresholds> thresholds, MeterEntry? meter) =>
        meter is not null && thresholds.TryGetValue(meter.Template, out var own) ? own : ValidationThresholds.Default;

    private static FrozenDictionary<string, ValidationThresholds> Thresholds(StoreConnection connection) =>
        connection.Query<Threshold>("SELECT template AS Template, thresholds AS Thresholds FROM validation_threshold")
            .ToFrozenDictionary(static row => row.Template, static row => JsonSerializer.Deserialize(row.Thresholds, ThresholdJson.Default.ValidationThresholds)!, StringComparer.Ordinal);

    [method: ExplicitConstructor]
    private sealed record Gap(string Point, long FromS, long? ToS);

    private sealed record Threshold(string Template, string Thresholds);
}
