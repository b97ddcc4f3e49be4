using System.Diagnostics;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;
using Wattline.Tests.Peers.Postgres;

namespace Wattline.Tests.Bench;

/// <summary>
/// From batches as they came over the wire to durable rows in PostgreSQL, a batch a transaction. Beside it the same rows by a plain COPY into the same
/// partitions with the same key: as many transactions, nothing looked up, nothing staged.
/// </summary>
internal static class StoreBench
{
    private const int Concentrators = 20;
    private const int Meters = 100;
    private const int Channels = 5;
    private const int Batches = 150;
    private const int WarmBatches = 10;
    private const long FirstSlot = 1_772_323_200;
    private const long Readings = (long)Batches * Concentrators * Meters * Channels;
    private static readonly DateTimeOffset _received = DateTimeOffset.UnixEpoch.AddDays(20_513);
    private static readonly Obis[] _channels = [.. Enumerable.Range(0, Channels).Select(channel => Obis.Parse($"1-0:1.8.{channel}"))];

    public static void Run()
    {
        if (!Directory.Exists("/usr/lib/postgresql/15/bin"))
        {
            Console.WriteLine("\nstore: left out, for PostgreSQL 15 is not installed (tests/Peers/run does it)");
            return;
        }

        RunAsync().GetAwaiter().GetResult();
    }

    private static async Task RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(CancellationToken.None, isDurable: true);
        var plain = Plain(cluster.NewSchema());
        var one = Ingest(cluster.NewSchema(), writers: 1);
        var two = Ingest(cluster.NewSchema(), writers: 2);
        Console.WriteLine();
        Console.WriteLine($"store: {Batches} batches of {Concentrators} messages of {Meters} meters x {Channels} registers into PostgreSQL 15, synchronous_commit = on, CPU of this side alone");
        Print("parse and ingest, one writer", one);
        Print("parse and ingest, two writers", two);
        Print("the limit: the same rows by plain COPY", plain);

        static void Print(string name, (double Seconds, double Cpu) figure) => Console.WriteLine(
            $"  {name,-39}{Readings / figure.Seconds,12:N0} readings/s, {figure.Cpu * 1e6 / Readings:F2} CPU-seconds per million");
    }

    private static (double Seconds, double Cpu) Ingest(string connection, int writers)
    {
        using var database = Database.Connect(connection, TimeProvider.System, IngestSchema.Tables);
        using var metrics = new IngestMetrics();
        var service = new IngestService(database, TimeProvider.System, metrics);
        using var writer = new CloudEventBatchWriter("GW-0001");
        var wire = Enumerable.Range(0, WarmBatches + Batches).Select(batch =>
        {
            writer.Clear();
            for (var i = 0; i < Concentrators; i++)
                if (!writer.TryAdd(Message(i, batch), _received)) throw new InvalidOperationException("The batch is full.");
            return writer.Finish().ToArray();
        }).ToList();
        foreach (var bytes in wire.Take(WarmBatches)) Deliver(bytes);
        var figure = Measure(() => Parallel.ForEach(wire.Skip(WarmBatches), new ParallelOptions { MaxDegreeOfParallelism = writers }, Deliver));
        return metrics.ValuesAdded == (WarmBatches + Batches) * (Readings / Batches) ? figure : throw new InvalidOperationException("Not all was stored.");

        void Deliver(byte[] bytes)
        {
            if (!CloudEventBatchReader.TryRead(bytes, out var events, out var fault)) throw new InvalidOperationException(fault!.ToString());
            service.Ingest(events);
        }
    }

    private static (double Seconds, double Cpu) Plain(string connection)
    {
        using var database = Database.Connect(connection, TimeProvider.System, new RoomSchema("plain", new Migration(1, """
            CREATE TABLE plain (series BIGINT NOT NULL, slot BIGINT NOT NULL, channels BIGINT NOT NULL, flags BIGINT NOT NULL, reasons BIGINT NOT NULL, offset_ms BIGINT NOT NULL,
                source BIGINT NOT NULL, sequence BIGINT NOT NULL, unscaled BIGINT[] NOT NULL, decimals BYTEA NOT NULL, PRIMARY KEY (series, slot)) PARTITION BY RANGE (slot);
            CREATE TABLE plain_first PARTITION OF plain FOR VALUES FROM (1772323200) TO (1775001600);
            CREATE TABLE plain_elsewhen PARTITION OF plain DEFAULT;
            """)));
        var rows = new CopyRows();
        Copy(0, WarmBatches);
        return Measure(() => Copy(WarmBatches, Batches));

        void Copy(int from, int count)
        {
            for (var batch = from; batch < from + count; batch++)
            {
                rows.Clear();
                for (var meter = 0; meter < Concentrators * Meters; meter++)
                {
                    rows.Row(10);
                    foreach (var field in (ReadOnlySpan<long>)[meter, FirstSlot + batch * 900L, 1, 0, 0, 1500, meter / Meters, batch + 1]) rows.Add(field);
                    rows.BeginArray(Channels);
                    for (var channel = 0; channel < Channels; channel++) rows.AddElement(100_000L + batch);
                    rows.AddBytes(Channels).Fill(2);
                }

                database.Write(c => c.Copy("COPY plain FROM STDIN (FORMAT BINARY)", rows), Isolation.ReadCommitted);
            }
        }
    }

    private static (double Seconds, double Cpu) Measure(Action work)
    {
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        return (seconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    private static ReadingsMessage Message(int concentrator, int batch)
    {
        var header = new MessageHeader(
            ConcentratorId.Parse($"C-{concentrator:D4}"), new Epoch(0xFEED_0000_0000_0001), StreamId.Readings, batch + 1, 1, batch * 900_000L, null, (ulong)batch + 1);
        var message = new ReadingsMessage { Header = header, Plan = 1, Slot = FirstSlot + batch * 900L };
        for (var meter = 0; meter < Meters; meter++)
        {
            message.AddEntry(MeterId.Parse($"{concentrator * Meters + meter:D12}"), FirstSlot + batch * 900L, 1500, false, default);
            foreach (var channel in _channels) message.AddValue(new ReadingValue(channel, new ExactDecimal(100_000L + batch, 2), true));
        }

        return message;
    }
}
