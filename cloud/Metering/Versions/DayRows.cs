using System.Data.Common;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>The SQL of days and series, inside a transaction that the caller holds.</summary>
internal static class DayRows
{
    /// <summary>In a mark: the origin; the version stands above it.</summary>
    private const int OriginBits = 4;

    private const string Columns = "series, day, from_s, decimals, made_ms, origin, amounts, marks, quality";

    public static IEnumerable<IntervalSeries> SeriesOf(StoreConnection connection, IReadOnlyCollection<string> points)
    {
        using var rows = connection.Reader(
            $"SELECT id, point, obis, length FROM interval_series WHERE {connection.IsOneOf("point", "@Points")} ORDER BY point, obis, length", new { Points = points.ToArray() });
        while (rows.Read()) yield return new IntervalSeries(rows.GetInt64(0), rows.GetString(1), Obis.Parse(rows.GetString(2)), (int)rows.GetInt64(3));
    }

    /// <summary>Numbers of series that may be new, at one go where the database can.</summary>
    public static List<((string Point, Obis Obis, int LengthS) Key, long Id)> KnowAll(StoreConnection connection, List<(string Point, Obis Obis, int LengthS)> keys)
    {
        if (keys.Count == 0) return [];
        if (connection.Engine != StoreEngine.Postgres) return keys.ConvertAll(key => (key, Know(connection, key.Point, key.Obis, key.LengthS)));
        // In one order, so that two transactions do not wait for each other in a circle.
        keys.Sort(static (a, b) => string.CompareOrdinal(a.Point, b.Point) is var order && order != 0 ? order : a.Obis.CompareTo(b.Obis));
        var points = keys.ConvertAll(static key => key.Point).ToArray();
        var codes = keys.ConvertAll(static key => key.Obis.ToString()).ToArray();
        var lengths = keys.ConvertAll(static key => (long)key.LengthS).ToArray();
        connection.Prepared(
            "INSERT INTO interval_series (point, obis, length) SELECT point, obis, length FROM unnest(@points, @codes, @lengths) AS n (point, obis, length) ON CONFLICT DO NOTHING",
            "points", "codes", "lengths").Run(points, codes, lengths);
        var known = new List<((string, Obis, int), long)>();
        using var rows = connection.Prepared(
            """
            SELECT n.place, s.id FROM unnest(@points, @codes, @lengths) WITH ORDINALITY AS n (point, obis, length, place)
            JOIN interval_series s ON s.point = n.point AND s.obis = n.obis AND s.length = n.length
            """,
            "points", "codes", "lengths").Rows(points, codes, lengths);
        while (rows.Read()) known.Add((keys[(int)rows.GetInt64(0) - 1], rows.GetInt64(1)));
        return known;
    }

    private static long Know(StoreConnection connection, string point, Obis obis, int lengthS)
    {
        var text = obis.ToString();
        connection.Prepared("INSERT INTO interval_series (point, obis, length) VALUES (@point, @obis, @length) ON CONFLICT DO NOTHING", "point", "obis", "length")
            .Run(point, text, (long)lengthS);
        return (long)connection.Prepared("SELECT id FROM interval_series WHERE point = @point AND obis = @obis AND length = @length", "point", "obis", "length")
            .Scalar(point, text, (long)lengthS)!;
    }

    /// <summary>Days of series, from one to another, both with them.</summary>
    public static IEnumerable<DayRow> Load(StoreConnection connection, IReadOnlyDictionary<long, IntervalSeries> series, int from, int to)
    {
        if (series.Count == 0) yield break;
        using var rows = connection.Reader(
            $"SELECT {Columns} FROM interval_day WHERE {connection.IsOneOf("series", "@Series")} AND day >= @From AND day <= @To ORDER BY series, day",
            new { Series = series.Keys.ToArray(), From = (long)from, To = (long)to });
        while (rows.Read()) yield return Read(connection.Engine, rows, series[rows.GetInt64(0)].LengthS);
    }

    public static DayRow? Find(StoreConnection connection, IntervalSeries series, int day) =>
        Load(connection, new Dictionary<long, IntervalSeries> { [series.Id] = series }, day, day).FirstOrDefault();

    public static void Put(StoreConnection connection, DayRow row)
    {
        var (origin, marks) = Marks(row);
        connection.Prepared(
            $"""
            INSERT INTO interval_day ({Columns}) VALUES (@series, @day, @from, @decimals, @made, @origin, @amounts, @marks, @quality)
            ON CONFLICT (series, day) DO UPDATE SET from_s = excluded.from_s, decimals = excluded.decimals, origin = excluded.origin, amounts = excluded.amounts, marks = excluded.marks, quality = excluded.quality
            """,
            "series", "day", "from", "decimals", "made", "origin", "amounts", "marks", "quality").Run(
            row.Series, (long)row.Day, row.Grid.From, (long)row.Decimals, row.MadeMs, origin, LongList.Value(connection.Engine, Amounts(row)),
            LongList.Value(connection.Engine, marks), LongList.Value(connection.Engine, Quality(row)));
    }

    /// <summary>Stores days that are new: by COPY where there is one.</summary>
    public static void Add(StoreConnection connection, IReadOnlyList<DayRow> rows, CopyRows copy)
    {
        if (connection.Engine != StoreEngine.Postgres)
        {
            foreach (var row in rows) Put(connection, row);
            return;
        }

        copy.Clear();
        foreach (var row in rows)
        {
            var (origin, marks) = Marks(row);
            copy.Row(9);
            copy.Add(row.Series);
            copy.Add((long)row.Day);
            copy.Add(row.Grid.From);
            copy.Add((long)row.Decimals);
            copy.Add(row.MadeMs);
            copy.Add(origin);
            copy.BeginArray(row.Amounts.Length);
            for (var i = 0; i < row.Amounts.Length; i++) copy.AddElement(row.Origins[i] == IntervalOrigin.Missing ? null : row.Amounts[i]);
            List(copy, marks);
            List(copy, Quality(row));
        }

        if (copy.Rows == 0) return;
        connection.Copy($"COPY interval_stage ({Columns}) FROM STDIN (FORMAT BINARY)", copy);
        // A day that another process made meanwhile is no error: the transaction is told so, and runs again.
        connection.Prepared($"INSERT INTO interval_day ({Columns}) SELECT {Columns} FROM interval_stage ORDER BY series, day ON CONFLICT DO NOTHING").Run();
    }

    private static void List(CopyRows copy, long?[] numbers)
    {
        copy.BeginArray(numbers.Length);
        foreach (var number in numbers) copy.AddElement(number);
    }

    private static long?[] Amounts(DayRow row) => [.. row.Amounts.Select((amount, i) => row.Origins[i] == IntervalOrigin.Missing ? (long?)null : amount)];

    /// <summary>Empty where all are valid.</summary>
    private static long?[] Quality(DayRow row) => Array.TrueForAll(row.Quality, static bits => bits == 0) ? [] : Array.ConvertAll(row.Quality, static bits => (long?)(long)bits);

    /// <summary>Empty where all are of one origin and have one version.</summary>
    private static (long Origin, long?[] Marks) Marks(DayRow row)
    {
        var origin = row.Origins.Length > 0 ? row.Origins[0] : IntervalOrigin.Missing;
        if (Array.TrueForAll(row.Versions, static version => version == 1) && Array.TrueForAll(row.Origins, other => other == origin)) return ((long)origin, []);
        var marks = new long?[row.Origins.Length];
        for (var i = 0; i < marks.Length; i++) marks[i] = (long)row.Versions[i] << OriginBits | (long)row.Origins[i];
        return ((long)origin, marks);
    }

    private static DayRow Read(StoreEngine engine, DbDataReader row, int lengthS)
    {
        var amounts = LongList.Read(engine, row, 6);
        var marks = LongList.Read(engine, row, 7);
        var quality = LongList.Read(engine, row, 8);
        var count = amounts.Length;
        var read = new DayRow(
            row.GetInt64(0), (int)row.GetInt64(1), new IntervalGrid(row.GetInt64(2), lengthS, count), (int)row.GetInt64(3), row.GetInt64(4),
            Array.ConvertAll(amounts, static amount => amount ?? 0), new IntervalOrigin[count], new ulong[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            var mark = marks.Length > 0 ? marks[i]!.Value : 1L << OriginBits | row.GetInt64(5);
            read.Origins[i] = (IntervalOrigin)(mark & ((1 << OriginBits) - 1));
            read.Versions[i] = (int)(mark >> OriginBits);
            if (quality.Length > 0) read.Quality[i] = (ulong)quality[i]!.Value;
        }

        return read;
    }
}
