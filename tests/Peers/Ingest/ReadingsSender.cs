using System.Globalization;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Peers.Ingest;

/// <summary>Concentrators that send readings over a gateway's hub, each its own in order. A reading is one value of one register.</summary>
internal sealed class ReadingsSender(EventHubConnection up, int partitions)
{
    public const int Meters = 5;
    public const int Channels = 4;
    private const int ConcentratorsOfPartition = 5;
    private const int EventsOfBatch = 20;
    private const long FirstSlot = 1_772_323_200;

    private readonly long[] _sent = new long[partitions];

    /// <summary>Messages that the hub has accepted.</summary>
    public long Sent => _sent.Sum();

    /// <summary>Messages that each partition has accepted.</summary>
    public IReadOnlyList<long> SentTo => _sent;

    /// <summary>Sends to one partition until it is enough, never further ahead of what is stored than asked for.</summary>
    public async Task SendAsync(int partition, Func<bool> mayGoOn, CancellationToken enough, CancellationToken stop)
    {
        using var producer = up.CreateProducer($"{partition}");
        await producer.OpenedAsync(stop);
        using var writer = new HubEventWriter("G1");
        var events = new List<HubEvent>();
        for (long sequence = 1; !enough.IsCancellationRequested;)
        {
            if (!mayGoOn())
            {
                await Task.Delay(20, stop);
                continue;
            }
            var batch = producer.CreateBatch();
            events.Clear();
            for (var i = 0; i < EventsOfBatch; i += ConcentratorsOfPartition, sequence++)
                for (var c = 0; c < ConcentratorsOfPartition; c++)
                    Assert.True(writer.TryWrite(Message($"C-{partition}-{c}", sequence), DateTimeOffset.UnixEpoch.AddSeconds(FirstSlot + sequence), events));
            foreach (var one in events) Assert.True(batch.TryAdd(Of(one)));
            var report = await producer.SendAsync(batch, stop);
            Assert.Equal(SendOutcome.Accepted, report.Outcome);
            Volatile.Write(ref _sent[partition], _sent[partition] + events.Count);
        }
    }

    private static ReadingsMessage Message(string concentrator, long sequence)
    {
        var header = new MessageHeader(ConcentratorId.Parse(concentrator), new Epoch(7), StreamId.Readings, sequence, 1, sequence * 1000, null, (ulong)sequence * 0x9E3779B97F4A7C15);
        var message = new ReadingsMessage { Header = header, Plan = 1, Slot = FirstSlot + (sequence * 60) };
        for (var meter = 0; meter < Meters; meter++)
        {
            message.AddEntry(MeterId.Parse($"{concentrator}-{meter}"), FirstSlot + (sequence * 60), 1500, false, default);
            for (var channel = 0; channel < Channels; channel++)
                message.AddValue(new ReadingValue(Obis.Parse($"1-0:1.8.{channel.ToString(CultureInfo.InvariantCulture)}"), new ExactDecimal(sequence, 2), true));
        }
        return message;
    }

    private static EventData Of(HubEvent one) => new()
    {
        Body = one.Body,
        ContentType = one.ContentType,
        ContentEncoding = one.ContentEncoding,
        Properties = [.. one.Properties.Select(static property => KeyValuePair.Create(property.Key, AmqpValue.String(property.Value!)))],
    };
}
