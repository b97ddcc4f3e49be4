using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Completeness;

/// <summary>What auditors ask: of what was to be measured, what came, when, and why not.</summary>
public sealed class CompletenessBook(Database database)
{
    /// <summary>Days of a point.</summary>
    public IReadOnlyList<PointDay> Days(string point, DateOnly from, DateOnly to) => database.Read(connection => PointDayRows.Of(connection, point, from, to).ToList());

    /// <summary>All points, or those of an area or a concentrator, over days.</summary>
    public CompletenessSum Sum(DateOnly from, DateOnly to, string? area = null, string? concentrator = null) =>
        database.Read(connection => PointDayRows.Sum(connection, from, to, area, concentrator))!;

    /// <summary>Each area.</summary>
    public IReadOnlyList<CompletenessSum> ByArea(DateOnly from, DateOnly to) => database.Read(connection => PointDayRows.SumsBy(connection, from, to, "area").ToList());

    /// <summary>Each concentrator.</summary>
    public IReadOnlyList<CompletenessSum> ByConcentrator(DateOnly from, DateOnly to) => database.Read(connection => PointDayRows.SumsBy(connection, from, to, "concentrator").ToList());
}
