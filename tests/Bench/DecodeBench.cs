using System.Diagnostics;
using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;

namespace Wattline.Tests.Bench;

/// <summary>From a journalled envelope to a CloudEvent: decode, look up, validate, write. Beside it the same bytes merely hashed.</summary>
internal static class DecodeBench
{
    private const int Meters = 100;
    private const int Channels = 5;
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(3);

    public static void Run()
    {
        var registry = Registry();
        var messages = Enumerable.Range(0, 64).Select(i => Record(i)).ToArray();
        var normaliser = new Normaliser();
        using var batch = new CloudEventsBatch("GW-0001");
        var received = DateTimeOffset.UnixEpoch.AddDays(20_513);

        Measure(TimeSpan.FromSeconds(1));
        var (readings, seconds, bytes, written) = Measure(_time);
        var hashed = Hash(_time);
        Console.WriteLine();
        Console.WriteLine($"decode: envelopes of {Meters} meters x {Channels} registers, one thread");
        Console.WriteLine($"  decode, normalise, validate, write CloudEvents   {readings / seconds,12:N0} readings/s");
        Console.WriteLine($"  allocated                                        {(double)bytes / readings,12:F4} bytes/reading");
        Console.WriteLine($"  CloudEvents written                              {(double)written / readings,12:F1} bytes/reading");
        Console.WriteLine($"  the limit: the same payloads only hashed (XXH64) {hashed,12:N0} readings/s");

        (long Readings, double Seconds, long Bytes, long Written) Measure(TimeSpan time)
        {
            var count = 0L;
            var out_ = 0L;
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < time)
                foreach (ref readonly var record in messages.AsSpan())
                {
                    if (normaliser.Normalise(record, registry, out var message) is var reason && message is null)
                        throw new InvalidOperationException(reason.ToString());
                    if (batch.TryAdd(message, received) == BatchOutcome.Full)
                    {
                        batch.Finish();
                        out_ += batch.Part(0, batch.Count).Length;
                        batch.Clear();
                        batch.TryAdd(message, received);
                    }
                    count += Meters * Channels;
                }
            return (count, Stopwatch.GetElapsedTime(start).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - before, out_);
        }

        double Hash(TimeSpan time)
        {
            var count = 0L;
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < time)
                foreach (ref readonly var record in messages.AsSpan())
                {
                    _ = Gateway.Runtime.Xxh64.Hash(record.Payload.Span);
                    count += Meters * Channels;
                }
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static RegistryState Registry()
    {
        var concentrator = ConcentratorId.Parse("C-0001");
        var channels = Enumerable.Range(0, Channels).Select(i => new Channel(Obis.Parse($"1-0:1.8.{i}"), 2, Unit.Find("kWh")!)).ToArray();
        var template = new Template(Template.Dlt645, [new Request(0x0001FF00, channels)]);
        var meters = Enumerable.Range(0, Meters).Select(i =>
        {
            var meter = MeterId.Parse($"{i:D12}");
            return new MeterPoint(meter, 0, $"{i:D12}", 0, template, 2400, 80);
        }).ToArray();
        return new RegistryState(1, [new Plan(concentrator, 1, 900, true, [template], meters)]);
    }

    private static JournalRecord Record(int index)
    {
        var slot = 1_772_323_200L + index * 900;
        var cbor = new CborWriter().WriteArray(8).WriteUnsigned(1).WriteUnsigned(0xFEED_0000_0000_0001).WriteUnsigned(2).WriteInteger(index + 1)
            .WriteUnsigned(1).WriteInteger(index * 900_000L).WriteInteger(slot * 1000)
            .WriteArray(4).WriteUnsigned(1).WriteUnsigned(0).WriteInteger(slot).WriteArray(Meters);
        for (var meter = 0; meter < Meters; meter++)
        {
            cbor.WriteArray(5).WriteInteger(meter).WriteUnsigned(0).WriteUnsigned(0).WriteInteger(300 * meter).WriteArray(Channels);
            for (var channel = 0; channel < Channels; channel++)
                cbor.WriteInteger(100_000L * (channel + 1) + meter);
        }
        return new JournalRecord(index + 1, slot * 1000, JournalStream.Readings, Encoding.UTF8.GetBytes("v1/up/C-0001/readings"), cbor.Written.ToArray());
    }
}
