using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers.Postgres;

/// <summary>Wide rows and their partitions: told in another shape, they say what SQLite says.</summary>
public sealed class WideReadingTests
{
    private static readonly string[] _channels = ["1-0:1.8.0", "1-0:1.8.1", "1-0:2.8.0", "1-0:32.7.0", "1-0:96.1.0.1"];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Both_engines_hold_the_same_of_the_same_deliveries(int seed)
    {
        var random = new Random(seed);
        using var lite = Database.InMemory(IngestSchema.Tables);
        using var postgres = TestStore.Open(IngestSchema.Tables);
        using var counts = new IngestMetrics();
        using var wideCounts = new IngestMetrics();
        var one = new IngestService(lite, new ManualTime(), counts);
        var other = new IngestService(postgres, new ManualTime(), wideCounts);
        var deliveries = Enumerable.Range(0, 120).Select(_ => Some(random)).ToList();
        for (var i = 0; i < deliveries.Count;)
        {
            var batch = deliveries.Skip(i).Take(random.Next(1, 15)).ToList();
            i += batch.Count;
            Assert.Equal(one.Deliver(batch), other.Deliver(batch));
        }

        Assert.True(All(lite) == All(postgres), $"seed {seed}\nSQLite:\n{All(lite)}\nPostgreSQL:\n{All(postgres)}");
        Assert.Equal(
            (counts.ValuesAdded, counts.ValueVersions, counts.ValueTwins, counts.ValuesUnexplained),
            (wideCounts.ValuesAdded, wideCounts.ValueVersions, wideCounts.ValueTwins, wideCounts.ValuesUnexplained));
    }

    [Fact]
    public void Two_processes_that_store_the_same_at_once_store_it_once()
    {
        var connection = TestStore.NewConnection();
        using var metrics = new IngestMetrics();
        var random = new Random(1);
        var batches = Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 10).Select(_ => Some(random)).ToList()).ToList();
        using var first = Database.Connect(connection, TimeProvider.System, IngestSchema.Tables);
        using var second = Database.Connect(connection, TimeProvider.System, IngestSchema.Tables);
        IngestService[] services = [new(first, new ManualTime(), metrics), new(second, new ManualTime(), metrics)];
        Parallel.For(0, 8, i =>
        {
            foreach (var batch in i % 4 < 2 ? batches : Enumerable.Reverse(batches)) services[i % 2].Deliver(batch);
        });
        using var lite = Database.InMemory(IngestSchema.Tables);
        var once = new IngestService(lite, new ManualTime(), metrics);
        foreach (var batch in batches) once.Deliver(batch);
        Assert.Equal(new IngestQueries(lite).Counts().Messages, new IngestQueries(first).Counts().Messages);
        // Which arrived first decides which is current where two concentrators differ; what was told is the same.
        Assert.Equal(Told(lite), Told(first));
        Assert.Equal(Covered(lite), Covered(first));
    }

    [Fact]
    public void Values_that_differ_and_come_at_once_are_all_kept_and_one_of_them_is_current()
    {
        const int Concentrators = 6;
        const int Slots = 25;
        using var database = TestStore.Open(IngestSchema.Tables);
        using var metrics = new IngestMetrics();
        var service = new IngestService(database, new ManualTime(), metrics);
        for (var round = 0; round < 4; round++)
        {
            using var together = new Barrier(Concentrators);
            var first = Wire.Day + round * Slots * 900L;
            Parallel.For(0, Concentrators, new ParallelOptions { MaxDegreeOfParallelism = Concentrators }, c =>
            {
                var batch = Enumerable.Range(0, Slots).Select(i => Wire.Reading(first + i, $"{c}.5", first + i * 900L, concentrator: $"C-{c}")).ToList();
                together.SignalAndWait(TestContext.Current.CancellationToken);
                service.Deliver(batch);
            });
        }

        var all = new IngestQueries(database).Readings(new ReadingPage("M1", null, 0, long.MaxValue, AllVersions: true)).GroupBy(static r => r.Slot).ToList();
        Assert.Equal(4 * Slots, all.Count);
        Assert.All(all, versions =>
        {
            Assert.Equal(Enumerable.Range(1, Concentrators), versions.Select(static v => v.Version));
            Assert.Equal(Concentrators, versions.Select(static v => v.Value).Distinct().Count());
            Assert.Single(versions, static v => v.IsCurrent);
        });
    }

    [Fact]
    public void A_batch_told_again_by_another_concentrator_writes_nothing()
    {
        using var database = TestStore.Open(IngestSchema.Tables);
        using var metrics = new IngestMetrics();
        var service = new IngestService(database, new ManualTime(), metrics);
        service.Deliver(Enumerable.Range(1, 50).Select(i => Wire.Reading(i, "1.5", Wire.Day + i * 900L)));
        service.Deliver(Enumerable.Range(1, 50).Select(i => Wire.Reading(i, "1.5", Wire.Day + i * 900L, concentrator: "C-0002")));
        Assert.Equal((50L, 50L, 0L), (metrics.ValuesAdded, metrics.ValueTwins, metrics.ValueVersions));
        Assert.Equal(0, database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM reading")));
    }

    [Fact]
    public void Months_around_now_get_a_partition_and_a_wrong_clock_makes_none()
    {
        using var database = TestStore.Open(IngestSchema.Tables);
        using var metrics = new IngestMetrics();
        var time = new ManualTime();
        var service = new IngestService(database, time, metrics);
        var slots = (long[])[Wire.Day, Wire.Day - 1, Wire.Day + 40 * 86_400, Unix(2999), Unix(2999) + 86_400 * 60, Unix(1999), 0, -Unix(2999), long.MaxValue, long.MinValue, Unix(2026, 6)];
        for (var i = 0; i < slots.Length; i++) service.Deliver(Wire.Reading(i + 1, "1.5", slots[i]));
        Assert.Equal(["reading_wide_2026_02", "reading_wide_2026_03", "reading_wide_2026_04", "reading_wide_elsewhen"], Partitions(database));
        Assert.Equal(8, database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM reading_wide_elsewhen")));

        // June comes: what waited for it moves, and is known there.
        time.Advance(TimeSpan.FromDays(90));
        service.Deliver(Wire.Reading(100, "1.5", Unix(2026, 6), concentrator: "C-0002"), Wire.Reading(101, "1.5", Unix(2026, 6) + 900));
        Assert.Contains("reading_wide_2026_06", Partitions(database));
        Assert.Equal((7L, 2L, 1L), (
            database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM reading_wide_elsewhen")), database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM reading_wide_2026_06")), metrics.ValueTwins));
        Assert.Equal(slots.Length + 1, new IngestQueries(database).Counts().Readings);
    }

    [Fact]
    public async Task A_month_is_made_once_by_processes_that_miss_it_at_once()
    {
        var connection = TestStore.NewConnection();
        await Task.WhenAll(Enumerable.Range(1, 4).Select(p => Task.Run(() =>
        {
            using var database = Database.Connect(connection, TimeProvider.System, IngestSchema.Tables);
            using var metrics = new IngestMetrics();
            var service = new IngestService(database, new ManualTime(), metrics);
            for (var i = 0; i < 10; i++) service.Deliver(Wire.Reading(i + 1, "1.5", Wire.Day - i * 86_400 * 30, concentrator: $"C-{p}"));
        })));
        using var after = Database.Connect(connection, TimeProvider.System, IngestSchema.Tables);
        Assert.Equal((40L, 10L), (new IngestQueries(after).Counts().Messages, new IngestQueries(after).Counts().Readings));
        Assert.Equal(0, after.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM reading_wide_elsewhen")));
    }

    private static long Unix(int year, int month = 1) => new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static List<string> Partitions(Database database) => database.Read(c => c.Query<string>(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'reading_wide'::regclass ORDER BY 1").ToList());

    /// <summary>A message of one of two concentrators: few meters, slots and values, any of the channels, absences, another kind, a meter twice; at times one that came before.</summary>
    private static ReadingsMessage Some(Random random)
    {
        var sequence = random.Next(1, 90);
        var concentrator = random.Next(2);
        // The content follows from the identity, so that what comes again is the same.
        random = new Random(sequence * 2 + concentrator);
        var isSenml = sequence % 17 == 0;
        var header = isSenml ? Wire.Senml((ulong)sequence + 1000, $"C-000{concentrator}") : Wire.Header(StreamId.Readings, sequence, $"C-000{concentrator}");
        var message = new ReadingsMessage { Header = header, Plan = isSenml ? null : 1, Slot = isSenml ? null : Wire.Day };
        if (random.Next(5) == 0) (message.Kind, message.LengthS) = (ReadingKind.Interval, 900);
        for (var entry = random.Next(1, 4); entry > 0; entry--)
        {
            var quality = random.Next(3) switch { 0 => default(QualitySet).With(QualityTable.Silent), 1 => default(QualitySet).With(QualityTable.ValueBackwards), _ => default };
            message.AddEntry(MeterId.Parse($"M{random.Next(3)}"), isSenml ? Wire.Day + random.Next(2) * 900 : Wire.Day, 1500 + entry, false, quality);
            foreach (var channel in _channels.OrderBy(_ => random.Next()).Take(random.Next(0, _channels.Length + 1)))
                message.AddValue(random.Next(4) == 0
                    ? new ReadingValue(Obis.Parse(channel), default, false)
                    : new ReadingValue(Obis.Parse(channel), random.Next(2) == 0 ? new ExactDecimal(random.Next(3), 0) : new ExactDecimal(random.Next(3) * 10, 1), true));
        }

        return message;
    }

    private static string All(Database database)
    {
        var queries = new IngestQueries(database);
        var versions = Enumerable.Range(0, 3).SelectMany(m => queries.Readings(new ReadingPage($"M{m}", null, 0, long.MaxValue, AllVersions: true)));
        return string.Join('\n', versions.Select(static r => r.ToString()).Append(queries.SlotsOf("M1").ToString())
            .Concat(queries.Streams().Select(static s => s.ToString())).Append(queries.Counts().ToString()));
    }

    private static List<string> Covered(Database database) => database.Read(c => c.Query<(string, string, long, long)>(
        "SELECT s.concentrator, s.epoch, c.first, c.last FROM coverage c JOIN message_source s ON s.id = c.source ORDER BY 1, 2, 3").Select(static row => row.ToString()).ToList());

    private static List<string> Told(Database database) => [.. Enumerable.Range(0, 3)
        .SelectMany(m => new IngestQueries(database).Readings(new ReadingPage($"M{m}", null, 0, long.MaxValue, AllVersions: true)))
        .Where(static r => r.Value is not null).Select(static r => $"{r.Meter} {r.Obis} {r.Kind} {r.Slot} {r.Value!.Value.ToDecimal():0.###}").Order(StringComparer.Ordinal)];
}
