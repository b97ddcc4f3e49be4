using System.Text.Json;
using Dapper;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Completeness;

/// <summary>The SQL of days' completeness, inside a transaction that the caller holds.</summary>
internal static class PointDayRows
{
    private const string Columns =
        "day, point, area, concentrator, expected, within_1h, within_24h, within_72h, in_time, late, profile, no_supply, estimated, edited, missing, causes";

    private const string Update =
        """
        ON CONFLICT (day, point) DO UPDATE SET area = excluded.area, concentrator = excluded.concentrator, expected = excluded.expected, within_1h = excluded.within_1h,
            within_24h = excluded.within_24h, within_72h = excluded.within_72h, in_time = excluded.in_time, late = excluded.late, profile = excluded.profile,
            no_supply = excluded.no_supply, estimated = excluded.estimated, edited = excluded.edited, missing = excluded.missing, causes = excluded.causes
        """;

    private static readonly string[] _names = ["day", "point", "area", "concentrator", "expected", "h1", "h24", "h72", "in_time", "late", "profile", "no_supply", "estimated", "edited", "missing", "causes"];

    /// <summary>Stores days, at one go where the database can.</summary>
    public static void PutAll(StoreConnection connection, List<PointDay> days)
    {
        if (days.Count == 0) return;
        if (connection.Engine != StoreEngine.Postgres)
        {
            foreach (var day in days)
                connection.Prepared($"INSERT INTO completeness_day ({Columns}) VALUES ({string.Join(", ", _names.Select(static name => "@" + name))}) {Update}", _names).Run(
                    (long)DayRow.NumberOf(day.Day), day.Point, day.Area, day.Concentrator, day.Expected, day.Within1H, day.Within24H, day.Within72H, day.InTime, day.Late, day.Profile,
                    day.NoSupply, day.Estimated, day.Edited, day.Missing, Causes(day));
            return;
        }

        connection.Prepared($"INSERT INTO completeness_day ({Columns}) SELECT * FROM unnest({string.Join(", ", _names.Select(static name => "@" + name))}) {Update}", _names).Run(
            Numbers(static day => DayRow.NumberOf(day.Day)), Texts(static day => day.Point), Texts(static day => day.Area), Texts(static day => day.Concentrator),
            Numbers(static day => day.Expected), Numbers(static day => day.Within1H), Numbers(static day => day.Within24H), Numbers(static day => day.Within72H),
            Numbers(static day => day.InTime), Numbers(static day => day.Late), Numbers(static day => day.Profile), Numbers(static day => day.NoSupply),
            Numbers(static day => day.Estimated), Numbers(static day => day.Edited), Numbers(static day => day.Missing), Texts(Causes));

        long[] Numbers(Func<PointDay, long> of) => [.. days.Select(of)];
        string?[] Texts(Func<PointDay, string?> of) => [.. days.Select(of)];
    }

    public static IEnumerable<PointDay> Of(StoreConnection connection, string point, DateOnly from, DateOnly to) => connection.Query<Row>(
        """
        SELECT point AS Point, day AS Day, area AS Area, concentrator AS Concentrator, expected AS Expected, within_1h AS H1, within_24h AS H24, within_72h AS H72,
            in_time AS InTime, late AS Late, profile AS Profile, no_supply AS NoSupply, estimated AS Estimated, edited AS Edited, missing AS Missing, causes AS Causes
        FROM completeness_day WHERE point = @Point AND day >= @From AND day <= @To ORDER BY day
        """,
        new { Point = point, From = (long)DayRow.NumberOf(from), To = (long)DayRow.NumberOf(to) }).Select(static row => row.ToDay());

    public static CompletenessSum? Sum(StoreConnection connection, DateOnly from, DateOnly to, string? area, string? concentrator) => connection.Query<SumRow>(
        $"""
        SELECT NULL AS Name, {Sums} FROM completeness_day
        WHERE day >= @From AND day <= @To AND (@Area IS NULL OR area = @Area) AND (@Concentrator IS NULL OR concentrator = @Concentrator)
        """,
        new { From = (long)DayRow.NumberOf(from), To = (long)DayRow.NumberOf(to), Area = area, Concentrator = concentrator }).Select(static row => row.ToSum()).FirstOrDefault();

    /// <param name="connection">The transaction.</param>
    /// <param name="from">First date.</param>
    /// <param name="to">Last date.</param>
    /// <param name="by">The column <c>area</c> or <c>concentrator</c>: a constant.</param>
    public static IEnumerable<CompletenessSum> SumsBy(StoreConnection connection, DateOnly from, DateOnly to, string by) => connection.Query<SumRow>(
        $"SELECT {by} AS Name, {Sums} FROM completeness_day WHERE day >= @From AND day <= @To GROUP BY {by} ORDER BY {by}",
        new { From = (long)DayRow.NumberOf(from), To = (long)DayRow.NumberOf(to) }).Select(static row => row.ToSum());

    private const string Sums =
        """
        COUNT(*) AS Days, CAST(COALESCE(SUM(expected), 0) AS BIGINT) AS Expected, CAST(COALESCE(SUM(within_1h), 0) AS BIGINT) AS H1, CAST(COALESCE(SUM(within_24h), 0) AS BIGINT) AS H24,
        CAST(COALESCE(SUM(within_72h), 0) AS BIGINT) AS H72, CAST(COALESCE(SUM(in_time), 0) AS BIGINT) AS InTime, CAST(COALESCE(SUM(late), 0) AS BIGINT) AS Late,
        CAST(COALESCE(SUM(profile), 0) AS BIGINT) AS Profile, CAST(COALESCE(SUM(no_supply), 0) AS BIGINT) AS NoSupply, CAST(COALESCE(SUM(estimated), 0) AS BIGINT) AS Estimated,
        CAST(COALESCE(SUM(edited), 0) AS BIGINT) AS Edited, CAST(COALESCE(SUM(missing), 0) AS BIGINT) AS Missing
        """;

    private static string Causes(PointDay day)
    {
        if (day.Causes.Count == 0) return "{}";
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, count) in day.Causes) json.WriteNumber(name, count);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    [method: ExplicitConstructor]
    private sealed record Row(
        string Point, long Day, string? Area, string? Concentrator, long Expected, long H1, long H24, long H72, long InTime, long Late, long Profile, long NoSupply, long Estimated, long Edited,
        long Missing, string Causes)
    {
        public PointDay ToDay()
        {
            using var json = JsonDocument.Parse(Causes);
            return new PointDay(
                Point, DayRow.DateOf((int)Day), Area, Concentrator, Expected, H1, H24, H72, InTime, Late, Profile, NoSupply, Estimated, Edited, Missing,
                new SortedDictionary<string, long>(json.RootElement.EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetInt64()), StringComparer.Ordinal));
        }
    }

    [method: ExplicitConstructor]
    private sealed record SumRow(
        string? Name, long Days, long Expected, long H1, long H24, long H72, long InTime, long Late, long Profile, long NoSupply, long Estimated, long Edited, long Missing)
    {
        public CompletenessSum ToSum() => new(Name, Days, Expected, H1, H24, H72, InTime, Late, Profile, NoSupply, Estimated, Edited, Missing);
    }
}
