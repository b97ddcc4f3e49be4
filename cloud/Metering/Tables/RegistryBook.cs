using System.Text;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>Points, installations, areas and tariffs of the registry: files in, files out, and who changed what.</summary>
public sealed class RegistryBook(Database database, TimeProvider wall)
{
    /// <summary>The files that there are, in the order in which they refer to each other; meters come between points and installations (<see cref="MeterRegistry"/>).</summary>
    public static readonly IReadOnlyList<string> Files = ["areas", "points", "installations", "tariffs", "meters"];

    /// <summary>Takes a file. The same file again changes nothing.</summary>
    /// <returns>What it did; null when there is no such table, or it is taken elsewhere.</returns>
    public ImportResult? Import(string file, string csv, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(csv);
        options ??= new ImportOptions();
        return file switch
        {
            "areas" => Run(new AreaTable(), csv, options),
            "points" => Run(new PointTable(), csv, options),
            "installations" => Run(new InstallationTable(), csv, options),
            "tariffs" => Run(new TariffTable(), csv, options),
            _ => null,
        };
    }

    /// <summary>Writes a file that comes back the same; null when there is no such table.</summary>
    public string? Export(string file) => database.Read(connection => file switch
    {
        "areas" => Text(new AreaTable(), connection),
        "points" => Text(new PointTable(), connection),
        "installations" => Text(new InstallationTable(), connection),
        "tariffs" => Text(new TariffTable(), connection),
        "meters" => MeterFile.Write(connection),
        _ => null,
    });

    /// <summary>All points, by id.</summary>
    public IReadOnlyList<MeteringPoint> Points() => database.Read(static connection => new PointTable().Load(connection).ToList());

    /// <summary>The point, or null.</summary>
    public MeteringPoint? Point(string id) => database.Read(connection => PointTable.Some(connection, [id]).FirstOrDefault());

    /// <summary>The zone in which a point's days are counted; a meter that nobody gave a point is its own. Null when there is neither.</summary>
    public string? ZoneOf(string point) => database.Read(connection =>
        PointTable.Some(connection, [point]).FirstOrDefault()?.Zone ?? RegistryRows.Meter(connection, point)?.Zone);

    /// <summary>All areas, by id.</summary>
    public IReadOnlyList<TransformerArea> Areas() => database.Read(static connection => new AreaTable().Load(connection).ToList());

    /// <summary>The installations of a point, by time.</summary>
    public IReadOnlyList<Installation> InstallationsOf(string point) => database.Read(connection => InstallationTable.Of(connection, point));

    /// <summary>The points that a meter measured or measures; a meter that nobody gave a point is its own.</summary>
    public IReadOnlyList<string> PointsOf(string meter) => database.Read(connection =>
        InstallationTable.OfMeter(connection, meter).Select(static one => one.Point).Distinct().ToList() is { Count: > 0 } points ? points : [meter]);

    /// <summary>The area that feeds the point at which a meter is at a moment; null when nobody said.</summary>
    /// <param name="meter">Which meter.</param>
    /// <param name="atS">Unix seconds.</param>
    public string? AreaOf(string meter, long atS) => database.Read(connection => connection.Scalar<string?>(
        """
        SELECT metering_point.area FROM installation JOIN metering_point ON metering_point.id = installation.point
        WHERE installation.meter = @Meter AND installation.from_s <= @At AND (installation.to_s IS NULL OR installation.to_s > @At)
        """,
        new { Meter = meter, At = atS }));

    /// <summary>What a tariff's number means on a day; null when nobody said.</summary>
    public string? PeriodOf(string tariff, int number, DateOnly day) => database.Read(connection => new TariffTable().Load(connection)
        .LastOrDefault(period => period.Tariff == tariff && period.Number == number && period.From <= day)?.Period);

    /// <summary>Changes, the newest first; of one row where a key is given.</summary>
    public IReadOnlyList<AuditEntry> Audit(string? key = null, int limit = 100, long skip = 0) => database.Read(connection => AuditRows.Newest(connection, key, limit, skip).ToList());

    private ImportResult Run<T>(RegistryTable<T> table, string csv, ImportOptions options)
        where T : class => database.Write(connection =>
        {
            var result = new TableImport<T>(table, connection, options, wall.GetUtcNow()).Run(csv);
            if (!result.Applied) connection.Abandon();
            return result;
        });

    private static string Text<T>(RegistryTable<T> table, StoreConnection connection)
        where T : class
    {
        var text = new StringBuilder().Append(CsvText.Line(table.Columns)).Append('\n');
        foreach (var row in table.Load(connection)) text.Append(CsvText.Line(table.Write(row))).Append('\n');
        return text.ToString();
    }
}
