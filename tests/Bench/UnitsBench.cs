using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks.EventHubs;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Bench;

/// <summary>
/// What a million meters at 15 minutes need of Event Hubs, in throughput units: readings that look like a block's are encoded by the gateway
/// from journalled messages and sent to the endpoint, and the bytes that leave the gateway's socket are counted.
/// </summary>
internal static class UnitsBench
{
    private const int Reads = 40_000;
    private const int Fleet = 1_000_000;
    private const int EverySeconds = 900;

    /// <summary>What a throughput unit lets in: 1 MB or 1,000 events a second, whichever is met first.</summary>
    private const double UnitBytes = 1_000_000;
    private const double UnitEvents = 1_000;

    /// <summary>Total and three tariffs of what a household took: four registers that are never zero, which pack worst.</summary>
    private static readonly string[] _registers = ["1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2", "1-0:1.8.3"];

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine($"units: {Fleet:N0} meters every {EverySeconds / 60} minutes, {_registers.Length} registers each: {(double)Fleet / EverySeconds:N0} reads/s ({Reads:N0} encoded and sent for each line, seed 20261122)");
        Console.WriteLine("  reads an event    JSON B/read    body B/read    wire B/read    MB/s    events/s    units on average    at a peak of 4");
        foreach (var packed in new[] { 1, 10, 50, 100, 200 }) await MeasureAsync(packed);
        Console.WriteLine("  wire: everything that leaves the gateway's socket, AMQP's own bytes included; a unit: 1,000,000 bytes or 1,000 events a second");
    }

    private static async Task MeasureAsync(int packed)
    {
        var random = new Random(20261122);
        var stop = CancellationToken.None;
        await using var hub = await EndpointHost.StartAsync(new EndpointSettings { Hubs = [new HubSettings("readings", 4, [])] }, new EndpointPorts(), TimeProvider.System, stop);
        await using var relay = new CountingRelay(hub.AmqpPort);
        var access = new HubAccess($"Endpoint=sb://127.0.0.1:{relay.Port};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={EndpointSettings.DefaultKey};UseDevelopmentEmulator=true", null, null);
        await using var uplink = new HubUplink("GW-0001", "readings", access.Open("readings", "GW-0001", TimeProvider.System, random), static () => { });
        // The connection, the token and the link are there once the first event is.
        await SendAsync(uplink, [Message(random, 1, 0)]);
        var before = relay.Sent;
        long json = 0, body = 0, events = 0;
        using var writer = new HubEventWriter("GW-0001");
        for (int sent = 0, concentrator = 1; sent < Reads;)
        {
            var messages = new List<ReadingsMessage>();
            for (; messages.Count < 100 && sent < Reads; sent += packed) messages.Add(Message(random, packed, ++concentrator));
            foreach (var message in messages)
            {
                var written = new List<HubEvent>();
                if (!writer.TryWrite(message, DateTimeOffset.UnixEpoch.AddDays(20_513), written)) throw new InvalidOperationException("too large");
                events += written.Count;
                body += written.Sum(static one => one.Body.Length);
                json += written.Sum(static one => (long)HubEventReader.Read(one).Json.Length);
            }
            await SendAsync(uplink, messages);
        }
        var wire = (double)(relay.Sent - before) / Reads;
        var reads = (double)Fleet / EverySeconds;
        var (bytesPerSecond, eventsPerSecond) = (reads * wire, reads * events / Reads);
        var units = Math.Max(bytesPerSecond / UnitBytes, eventsPerSecond / UnitEvents);
        Console.WriteLine($"  {packed,14:N0} {(double)json / Reads,14:N1} {(double)body / Reads,14:N1} {wire,14:N1} {bytesPerSecond / 1e6,7:N2} {eventsPerSecond,11:N1} {units,12:N2} -> {Math.Ceiling(units)} {4 * units,12:N2} -> {Math.Ceiling(4 * units)}");
    }

    private static async Task SendAsync(HubUplink uplink, List<ReadingsMessage> messages)
    {
        foreach (var message in messages)
            if (uplink.TryAdd(message, DateTimeOffset.UnixEpoch.AddDays(20_513)) != BatchOutcome.Added) throw new InvalidOperationException("a batch takes no more");
        uplink.Finish();
        uplink.Send(0, messages.Count);
        UplinkOutcome outcome;
        while ((outcome = uplink.Poll()) == UplinkOutcome.Pending) await Task.Delay(1);
        if (outcome != UplinkOutcome.Durable) throw new InvalidOperationException($"{outcome}: {uplink.Obstacle.Detail}");
        uplink.Clear();
    }

    /// <summary>One concentrator's slot as the gateway understands it: from the journalled envelope through registry and validation.</summary>
    private static ReadingsMessage Message(Random random, int meters, int concentrator)
    {
        var name = $"C-{concentrator:D5}";
        var slot = 1_772_323_200L + EverySeconds * random.Next(96);
        var channels = _registers.Select(static register => new Channel(Obis.Parse(register), 2, Unit.Find("kWh")!)).ToArray();
        var template = new Template(Template.Dlt645, [new Request(0x0000FF00, channels)]);
        // A block's meters come from one delivery, and are numbered as they were made.
        var made = 202_403_000_000 + random.Next(900_000);
        var points = Enumerable.Range(0, meters).Select(_ => $"{made += random.Next(1, 9):D12}").Select(id => new MeterPoint(MeterId.Parse(id), 0, id, 0, template, 2400, 80)).ToArray();
        var registry = new RegistryState(1, [new Plan(ConcentratorId.Parse(name), 1, EverySeconds, true, [template], points)]);
        var cbor = new CborWriter().WriteArray(8).WriteUnsigned(1).WriteUnsigned((ulong)random.NextInt64()).WriteUnsigned(2).WriteInteger(random.Next(1, 50_000))
            .WriteUnsigned(3).WriteInteger(random.Next(1 << 30)).WriteInteger((slot + 40) * 1000)
            .WriteArray(4).WriteUnsigned(1).WriteUnsigned(0).WriteInteger(slot).WriteArray(meters);
        var offset = 0;
        for (var meter = 0; meter < meters; meter++)
        {
            long[] tariffs = [random.Next(10_000, 3_000_000), random.Next(10_000, 3_000_000), random.Next(10_000, 3_000_000)];
            cbor.WriteArray(5).WriteInteger(meter).WriteUnsigned(0).WriteUnsigned(0).WriteInteger(offset += random.Next(280, 420)).WriteArray(_registers.Length).WriteInteger(tariffs.Sum());
            foreach (var tariff in tariffs) cbor.WriteInteger(tariff);
        }
        var record = new JournalRecord(1, (slot + 42) * 1000, JournalStream.Readings, Encoding.UTF8.GetBytes($"v1/up/{name}/readings"), cbor.Written.ToArray());
        _ = new Normaliser().Normalise(record, registry, out var message);
        return (ReadingsMessage?)message ?? throw new InvalidOperationException("not understood");
    }
}
