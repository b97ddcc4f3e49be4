using System.Diagnostics;
using System.Globalization;
using System.Text;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;
using Wattline.Tests.Peers.Postgres;

namespace Wattline.Tests.Bench;

/// <summary>
/// A day of 96 registers of each meter, as ingestion stored them in PostgreSQL, made into validated intervals with two days of history before. Scaled down by
/// WATTLINE_BENCH_METERS (5,000 without it): what a million takes is reckoned from it, and said so. Then the day's completeness of a million points.
/// </summary>
internal static class MeterDataBench
{
    private const int Registers = 96;
    private const int Days = 3;
    private const int Points = 1_000_000;

    private static readonly DateOnly _first = new(2026, 3, 1);

    public static void Run()
    {
        if (!Directory.Exists("/usr/lib/postgresql/15/bin"))
        {
            Console.WriteLine("\nmeterdata: left out, for PostgreSQL 15 is not installed (tests/Peers/run does it)");
            return;
        }

        RunAsync().GetAwaiter().GetResult();
    }

    private static async Task RunAsync()
    {
        var meters = int.TryParse(Environment.GetEnvironmentVariable("WATTLINE_BENCH_METERS"), out var wanted) ? wanted : 5_000;
        await using var cluster = await PostgresCluster.StartAsync(CancellationToken.None, isDurable: true);
        using var database = Database.Connect(cluster.NewSchema(), TimeProvider.System, RegistrySchema.Tables, IngestSchema.Tables);
        FillRegistry(database, meters);
        FillReadings(database, meters);
        var run = new MeterDataRun(database, new Source(new ToldQueries(database)), TimeProvider.System);
        run.Run(_first, _first.AddDays(1));
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var report = run.Run(_first.AddDays(2), _first.AddDays(2));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        var mine = (process.TotalProcessorTime - cpu).TotalSeconds;
        if (report.Intervals != meters * (long)Registers || report.DaysAdded != meters) throw new InvalidOperationException($"Not all was made: {report}");
        FillCompleteness(database);
        var book = new CompletenessBook(database);
        start = Stopwatch.GetTimestamp();
        var sum = book.Sum(_first.AddDays(30), _first.AddDays(30));
        var whole = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        var areas = book.ByArea(_first.AddDays(30), _first.AddDays(30));
        var byArea = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (sum.Days != Points || sum.Closing != 0) throw new InvalidOperationException("The day does not close.");
        Console.WriteLine();
        Console.WriteLine($"meterdata: {meters:N0} meters x {Registers} registers of a day in PostgreSQL 15 into validated intervals, one writer, synchronous_commit = on");
        Console.WriteLine($"  {"read, made, checked, stored",-39}{report.Intervals / seconds,12:N0} intervals/s, {seconds:F1} s, {mine * 1e6 / report.Intervals:F2} CPU-seconds per million of this side");
        Console.WriteLine($"  {"a million meters, reckoned from it",-39}{seconds * (1e6 / meters) / 60,12:N1} minutes");
        Console.WriteLine($"  {"completeness of a million points, a day",-39}{whole,12:F2} s; by area ({areas.Count:N0}) {byArea:F2} s");
    }

    private static void FillRegistry(Database database, int meters)
    {
        var registry = new MeterRegistry(database, TimeProvider.System);
        var text = new StringBuilder("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n");
        for (var i = 0; i < meters; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Name(i)},C-{i / 200:D4},0,{i:D12},dlt645-2007,dlt645-2007-energy,2400,1,15,UTC\n");
        var result = registry.Import(text.ToString());
        if (!result.Applied) throw new InvalidOperationException(result.Errors[0].Reason);
        _ = new RegistryBook(database, TimeProvider.System);
    }

    private static string Name(int meter) => meter.ToString("D12", CultureInfo.InvariantCulture);

    private static void FillReadings(Database database, int meters)
    {
        var from = new DateTimeOffset(_first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();
        database.Write(connection =>
        {
            connection.Execute("INSERT INTO channel_set (obis) VALUES ('1-0:1.8.0')");
            connection.Execute("INSERT INTO meter_series (meter, kind, length) SELECT lpad(g::text, 12, '0'), 0, 0 FROM generate_series(0, @Last) g", new { Last = meters - 1 });
        });
        var rows = new CopyRows();
        for (var slot = 0; slot <= Days * Registers; slot++)
        {
            rows.Clear();
            for (var meter = 0; meter < meters; meter++)
            {
                rows.Row(10);
                // Series are numbered from 1 in the order of their making.
                foreach (var field in (ReadOnlySpan<long>)[meter + 1, from + slot * 900L, 1, 0, 0, 1_500, meter / 200, slot + 1]) rows.Add(field);
                rows.BeginArray(1);
                rows.AddElement(100_000L + slot * 20L + (slot * 31 + meter) % 17);
                rows.AddBytes(1).Fill(2);
            }

            database.Write(connection => connection.Copy("COPY reading_wide (series, slot, channels, flags, reasons, offset_ms, source, sequence, unscaled, decimals) FROM STDIN (FORMAT BINARY)", rows), Isolation.ReadCommitted);
        }

        database.Write(connection => connection.Execute("ANALYZE reading_wide"), Isolation.ReadCommitted);
    }

    private static void FillCompleteness(Database database)
    {
        var day = _first.AddDays(30).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        database.Write(connection => connection.Execute(
            """
            INSERT INTO completeness_day SELECT @Day, lpad(g::text, 12, '0'), 'A' || g / 200, 'C' || g / 400, 96, 90, 94, 96, 90, 3, 1, 0, 1, 0, 1, '{"silent":2}'
            FROM generate_series(1, @Points) g
            """,
            new { Day = (long)day, Points }), Isolation.ReadCommitted);
        database.Write(connection => connection.Execute("ANALYZE completeness_day"), Isolation.ReadCommitted);
    }

    private sealed class Source(ToldQueries told) : IReadingSource
    {
        public void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldReading> each) => told.Stream(meters, from, to, row =>
            each(new ToldReading(row.Meter, row.Obis, row.Kind, row.LengthS, row.Slot, row.Value, row.Quality, row.ReceivedMs)));

        public void StreamGaps(long from, long to, Action<ToldGap> each)
        {
        }

        public long? SlotBefore(string meter, Obis obis, long moment, long limit) => told.NearestSlot(meter, obis, moment, limit, isBefore: true);

        public long? SlotAfter(string meter, Obis obis, long moment, long limit) => told.NearestSlot(meter, obis, moment, limit, isBefore: false);
    }
}
