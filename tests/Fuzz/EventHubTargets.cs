using System.Buffers;
using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Tokens;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>AMQP: values, messages, and the whole conversation of a client with the endpoint.</summary>
internal static class EventHubTargets
{
    private static readonly EndpointSettings _settings = new() { Hubs = [new HubSettings("readings", 2, [])] };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("amqp value", [Value()], JudgeValue),
        new("amqp message", [Message(), Message(key: "k")], JudgeMessage),
        new("amqp endpoint", [Conversation(_ => { }), Conversation(Talk)], JudgeEndpoint),
        new("sas token", ["SharedAccessSignature sr=sb%3A%2F%2Fa%2Fb&sig=x%3D&se=1772323200&skn=k"u8.ToArray()], bytes => SasToken.Parse(System.Text.Encoding.UTF8.GetString(bytes)) is not null),
    ];

    private static bool JudgeValue(byte[] bytes)
    {
        var reader = new AmqpReader(bytes);
        var value = reader.ReadValue();
        Assert.InRange(reader.Position, 0, bytes.Length);
        if (reader.Failed)
        {
            Assert.True(value.IsNull);
            return false;
        }
        // What was taken can be said again, and means the same.
        byte[] again = new byte[1 << 18];
        var writer = new AmqpWriter(again);
        writer.Value(value);
        if (!writer.Overflow)
        {
            var back = new AmqpReader(again.AsSpan(0, writer.Position));
            Assert.True(value == back.ReadValue());
        }
        return true;
    }

    private static bool JudgeMessage(byte[] bytes)
    {
        var fault = MessageSections.TryRead(bytes, out var sections);
        Assert.True(sections.Body.Length + sections.Properties.Length <= bytes.Length);
        var body = sections.Body;
        while (MessageSections.TryNextData(ref body, out _))
        {
        }
        _ = SmallMessage.TryRead(bytes, out _);
        return fault == AmqpFault.None;
    }

    /// <summary>A server that a client's bytes are thrown at: it may refuse, close or store, but it stays a server.</summary>
    private static bool JudgeEndpoint(byte[] bytes)
    {
        var time = new ManualTime();
        var endpoint = new EventHubEndpoint(_settings, time);
        var connection = endpoint.Accept(new BufferTransport(), () => { })!;
        connection.Process(new ReadOnlySequence<byte>(bytes));
        bool open = !connection.IsClosed;
        time.Advance(TimeSpan.FromMinutes(5));
        endpoint.Step();
        connection.Lost();
        Assert.True(connection.IsClosed);
        Assert.Equal(0, endpoint.Connections);
        Assert.All(endpoint.Snapshot().SelectMany(hub => hub.Partitions), partition => Assert.Equal(0, partition.Readers));
        return open;
    }

    private static byte[] Value()
    {
        var map = new AmqpMap();
        map.AddSymbol("epoch", AmqpValue.Long(1));
        map.AddString("list", AmqpValue.List(AmqpValue.UInt(7), AmqpValue.Binary([1, 2]), AmqpValue.Null));
        map.AddString("array", AmqpValue.Of(new AmqpArray(AmqpType.String, [AmqpValue.String("0"), AmqpValue.String("1")])));
        map.AddString("described", AmqpValue.Of(new AmqpDescribed(AmqpValue.ULong(0x13), AmqpValue.Uuid(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)))));
        byte[] bytes = new byte[512];
        var writer = new AmqpWriter(bytes);
        writer.Map(map);
        return bytes[..writer.Position];
    }

    private static byte[] Message(string? key = null)
    {
        var batch = new EventBatch(4_096, key);
        Assert.True(batch.TryAdd(new EventData { Body = new byte[20], MessageId = "m", Properties = [KeyValuePair.Create("a", AmqpValue.Int(1))] }));
        Assert.True(batch.TryAdd(new EventData { Body = new byte[5], ContentType = "application/json" }));
        return batch.Message.ToArray();
    }

    /// <summary>All that a client of ours says to an endpoint, recorded.</summary>
    private static byte[] Conversation(Action<HubClient> talk)
    {
        var time = new ManualTime();
        var endpoint = new EventHubEndpoint(_settings, time);
        var client = new HubClient(new HubClientSettings { Host = "h", Hub = "readings" }, new SasTokenProvider(EndpointSettings.DefaultKeyName, EndpointSettings.DefaultKey), time, new Random(1));
        var (up, down) = (new BufferTransport(), new BufferTransport());
        client.Connect(up);
        var server = endpoint.Accept(down, () => { })!;
        talk(client);
        var said = new List<byte>();
        for (int i = 0; i < 20; i++)
        {
            client.Step();
            byte[] bytes = up.Take();
            said.AddRange(bytes);
            server.Process(new ReadOnlySequence<byte>(bytes));
            client.Process(new ReadOnlySequence<byte>(down.Take()));
        }
        return [.. said];
    }

    private static void Talk(HubClient client)
    {
        var producer = client.AddProducer("0", new ProducerSettings(), _ => { });
        client.AddConsumer(new ConsumerSettings { Partition = "0", TracksLast = true, OwnerLevel = 1 }, () => { });
        var batch = new EventBatch(4_096);
        Assert.True(batch.TryAdd(new EventData { Body = new byte[20] }));
        Assert.True(producer.TrySend(batch, out _));
    }
}
