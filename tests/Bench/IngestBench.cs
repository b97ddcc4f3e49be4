using System.Diagnostics;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Tests.Bench;

/// <summary>From a batch as it came over the wire to durable rows in SQLite. Beside it the same rows by plain SQL: as many transactions, nothing else.</summary>
internal static class IngestBench
{
    private const int Meters = 100;
    private const int Channels = 5;
    private const int MessagesOfBatch = 20;
    private const int Batches = 60;
    private const long Readings = (long)Batches * MessagesOfBatch * Meters * Channels;
    private const long FirstSlot = 1_772_323_200;
    private static readonly DateTimeOffset _received = DateTimeOffset.UnixEpoch.AddDays(20_513);

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("wattline-bench-");
        try
        {
            Ingest(Path.Combine(folder.FullName, "warm.db"), batches: 5);
            var ingest = Ingest(Path.Combine(folder.FullName, "ingest.db"), Batches);
            var plain = Plain(Path.Combine(folder.FullName, "plain.db"));
            Console.WriteLine();
            Console.WriteLine($"ingest: {Batches} batches of {MessagesOfBatch} messages of {Meters} meters x {Channels} registers into SQLite in a temporary folder");
            Console.WriteLine($"  parse and ingest, durable             {Readings / ingest.Seconds,12:N0} readings/s, {ingest.Cpu * 1e6 / Readings:F2} CPU-seconds per million");
            Console.WriteLine($"  the limit: the same rows by plain SQL {Readings / plain.Seconds,12:N0} readings/s, {plain.Cpu * 1e6 / Readings:F2} CPU-seconds per million");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double Seconds, double Cpu) Ingest(string file, int batches)
    {
        using var database = Database.Open(file, IngestSchema.Tables);
        using var metrics = new IngestMetrics();
        var service = new IngestService(database, TimeProvider.System, metrics);
        using var writer = new CloudEventBatchWriter("GW-0001");
        var wire = Enumerable.Range(0, batches).Select(batch =>
        {
            writer.Clear();
            for (var i = 0; i < MessagesOfBatch; i++)
                if (!writer.TryAdd(Message(batch * MessagesOfBatch + i), _received)) throw new InvalidOperationException("The batch is full.");
            return writer.Finish().ToArray();
        }).ToList();
        return Measure(() =>
        {
            foreach (var bytes in wire)
            {
                if (!CloudEventBatchReader.TryRead(bytes, out var events, out var fault)) throw new InvalidOperationException(fault!.ToString());
                if (service.Ingest(events).Stored != MessagesOfBatch) throw new InvalidOperationException("Not all was stored.");
            }
        });
    }

    private static (double Seconds, double Cpu) Plain(string file)
    {
        using var database = Database.Open(file, new RoomSchema("plain", new Migration(1, """
            CREATE TABLE reading (series INTEGER NOT NULL, slot INTEGER NOT NULL, version INTEGER NOT NULL, current INTEGER NOT NULL, unscaled INTEGER NULL,
                decimals INTEGER NOT NULL, quality INTEGER NOT NULL, offset_ms INTEGER NOT NULL, source INTEGER NOT NULL, sequence INTEGER NOT NULL,
                PRIMARY KEY (series, slot, version)) WITHOUT ROWID
            """)));
        return Measure(() =>
        {
            for (var batch = 0; batch < Batches; batch++)
                database.Write(connection =>
                {
                    var insert = connection.Prepared(
                        "INSERT INTO reading VALUES (@series, @slot, @version, @current, @unscaled, @decimals, @quality, @offset, @source, @sequence)",
                        "series", "slot", "version", "current", "unscaled", "decimals", "quality", "offset", "source", "sequence");
                    for (var i = 0; i < MessagesOfBatch; i++)
                    {
                        var index = batch * MessagesOfBatch + i;
                        for (var series = 0; series < Meters * Channels; series++)
                            insert.Run((long)series, FirstSlot + index * 900L, 1L, 1L, 100_000L + index, 2L, 0L, 1500L, 1L, (long)index + 1);
                    }
                });
        });
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

    private static ReadingsMessage Message(int index)
    {
        var header = new MessageHeader(ConcentratorId.Parse("C-0001"), new Epoch(0xFEED_0000_0000_0001), StreamId.Readings, index + 1, 1, index * 900_000L, null, (ulong)index + 1);
        var message = new ReadingsMessage { Header = header, Plan = 1, Slot = FirstSlot + index * 900L };
        for (var meter = 0; meter < Meters; meter++)
        {
            message.AddEntry(MeterId.Parse($"{meter:D12}"), FirstSlot + index * 900L, 1500, false, default);
            for (var channel = 0; channel < Channels; channel++)
                message.AddValue(new ReadingValue(Obis.Parse($"1-0:1.8.{channel}"), new ExactDecimal(100_000L + index, 2), true));
        }
        return message;
    }
}
