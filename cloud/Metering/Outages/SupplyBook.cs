using Dapper;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Outages;

/// <summary>When points had no supply, as their meters wrote it down, and how reliable supply was.</summary>
public sealed class SupplyBook(Database database)
{
    /// <summary>Tells a power failure of a meter, as often as anybody likes: it is known by its beginning. One that has no end yet lasts.</summary>
    /// <param name="meter">Whose.</param>
    /// <param name="from">Since when, Unix seconds.</param>
    /// <param name="to">Until when; null: it lasts.</param>
    public void Tell(string meter, long from, long? to) => database.Write(connection =>
    {
        var point = InstallationTable.OfMeter(connection, meter).LastOrDefault(one => one.From <= from && (one.To ?? long.MaxValue) > from)?.Point ?? meter;
        SupplyRows.Put(connection, point, from, to, meter);
    });

    /// <summary>The indices of an area's customers, or of all; those of areas below count too.</summary>
    /// <param name="from">The time's beginning, Unix seconds.</param>
    /// <param name="to">Its end.</param>
    /// <param name="area">Which area; null: all.</param>
    public ReliabilityIndices Indices(long from, long to, string? area = null)
    {
        var points = Points(from, to, area);
        return ReliabilityIndices.Of(points.SelectMany(static one => one.Interruptions), points.Count, from, to);
    }

    /// <summary>How each customer of an area was supplied, or of all; those of areas below count too.</summary>
    /// <param name="from">The time's beginning, Unix seconds.</param>
    /// <param name="to">Its end.</param>
    /// <param name="area">Which area; null: all.</param>
    public IReadOnlyList<PointSupply> Points(long from, long to, string? area = null) => database.Read(connection =>
    {
        var below = area is null ? null : Below(new AreaTable().Load(connection).ToList(), area);
        var gaps = connection.Query<Gap>("SELECT point AS Point, from_s AS FromS, to_s AS ToS FROM supply_gap WHERE from_s < @To AND (to_s IS NULL OR to_s > @From)", new { From = from, To = to })
            .ToLookup(static gap => gap.Point, gap => new TimeSpanS(gap.FromS, gap.ToS ?? to), StringComparer.Ordinal);
        var points = new List<PointSupply>();
        foreach (var point in new PointTable().Load(connection).Where(point => point.Role == PointRole.Customer && below?.Contains(point.Area ?? "") != false))
        {
            // Two that told of one failure told of one interruption.
            var times = TimeSpanS.Union(gaps[point.Id]);
            var sustained = times.Where(static time => time.To - time.From > ReliabilityIndices.MomentarySecondsMax).ToList();
            points.Add(new PointSupply(
                point.Id, sustained.Count, times.Length - sustained.Count, sustained.Sum(time => time.Common(from, to)), [.. times.Select(static time => new Interruption(time.From, time.To, 1))]));
        }

        return points;
    });

    private static HashSet<string> Below(List<TransformerArea> areas, string top)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { top };
        for (var depth = 0; depth < PointLimits.AreaDepthMax; depth++)
            foreach (var area in areas)
                if (area.Parent is not null && found.Contains(area.Parent)) found.Add(area.Id);
        return found;
    }

    [method: ExplicitConstructor]
    private sealed record Gap(string Point, long FromS, long? ToS);
}
