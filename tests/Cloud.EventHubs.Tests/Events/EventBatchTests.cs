using System.Text;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Tests.Cloud.EventHubs.Events;

public sealed class EventBatchTests
{
    [Fact]
    public void Each_data_section_is_a_whole_message()
    {
        var batch = new EventBatch(10_000, partitionKey: "k");
        Assert.True(batch.TryAdd(new EventData
        {
            Body = "hello"u8.ToArray(),
            MessageId = "m",
            ContentType = "text/plain",
            Properties = [KeyValuePair.Create("cloudEvents:id", AmqpValue.String("1"))],
        }));
        Assert.True(batch.TryAdd(new EventData { Body = "x"u8.ToArray() }));

        Assert.Equal(batch.Bytes, batch.Message.Length);
        Assert.Equal(AmqpFault.None, MessageSections.TryRead(batch.Message, out var envelope));
        Assert.Equal("k", Key(envelope.MessageAnnotations));
        var body = envelope.Body;
        Assert.True(MessageSections.TryNextData(ref body, out var first));
        Assert.Equal(AmqpFault.None, MessageSections.TryRead(first, out var message));
        Assert.Equal("k", Key(message.MessageAnnotations));
        var reader = new AmqpReader(message.Properties);
        var properties = MessageProperties.Read(ref reader);
        Assert.Equal("m", properties.MessageId.Text);
        Assert.Equal("text/plain", properties.ContentType);
        var application = new AmqpReader(message.ApplicationProperties);
        Assert.Equal("1", application.ReadMapValue()["cloudEvents:id"]!.Value.Text);
        var data = message.Body;
        Assert.True(MessageSections.TryNextData(ref data, out var content));
        Assert.Equal("hello", Encoding.UTF8.GetString(content));
        Assert.True(MessageSections.TryNextData(ref body, out _));
        Assert.True(body.IsEmpty);
    }

    [Fact]
    public void A_batch_is_filled_to_the_byte()
    {
        var one = new EventBatch(100_000);
        Assert.True(one.TryAdd(new EventData { Body = new byte[1_000] }));
        var exact = new EventBatch(one.Bytes);
        Assert.True(exact.TryAdd(new EventData { Body = new byte[1_000] }));
        Assert.Equal(exact.BytesMax, exact.Bytes);
        var less = new EventBatch(one.Bytes - 1);
        Assert.False(less.TryAdd(new EventData { Body = new byte[1_000] }));
        Assert.Equal(0, less.Bytes);
        Assert.Equal(0, less.Count);
    }

    [Fact]
    public void A_batch_that_is_cleared_keeps_its_key_and_nothing_else()
    {
        var batch = new EventBatch(10_000, partitionKey: "k");
        int empty = batch.Bytes;
        Assert.True(batch.TryAdd(new EventData { Body = new byte[10] }));
        batch.Clear();
        Assert.Equal(empty, batch.Bytes);
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void A_divided_batch_has_the_same_events_in_their_order()
    {
        var batch = new EventBatch(100_000, partitionKey: "k");
        for (int i = 0; i < 9; i++)
        {
            Assert.True(batch.TryAdd(new EventData { Body = new byte[i == 0 ? 5_000 : 10], MessageId = $"{i}" }));
        }
        var parts = batch.Split();
        Assert.NotNull(parts);
        Assert.Equal(1, parts.Value.First.Count);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"{i}"), [.. Ids(parts.Value.First), .. Ids(parts.Value.Second)]);
        Assert.Null(parts.Value.First.Split());
    }

    [Fact]
    public void A_key_and_a_partition_exclude_each_other() =>
        Assert.Throws<ArgumentException>(() => new EventBatch(1_000, "k", "0"));

    [Theory]
    [InlineData("00537540")] // data that is null
    [InlineData("005375A00100005373C000")] // properties behind the body
    [InlineData("005374C10100005374C10100")] // application properties twice
    [InlineData("005379A000")] // no section of a message
    [InlineData("005375A001000053774000")] // data and value
    public void Broken_messages_give_a_reason(string hex)
    {
        var fault = MessageSections.TryRead(Convert.FromHexString(hex), out var sections);
        var body = sections.Body;
        Assert.True(fault != AmqpFault.None || !MessageSections.TryNextData(ref body, out _));
    }

    private static string? Key(ReadOnlySpan<byte> annotations)
    {
        var reader = new AmqpReader(annotations);
        return reader.ReadMapValue()["x-opt-partition-key"]?.Text;
    }

    private static List<string?> Ids(EventBatch batch)
    {
        var ids = new List<string?>();
        Assert.Equal(AmqpFault.None, MessageSections.TryRead(batch.Message, out var envelope));
        Assert.Equal("k", Key(envelope.MessageAnnotations));
        var body = envelope.Body;
        while (MessageSections.TryNextData(ref body, out var data))
        {
            Assert.Equal(AmqpFault.None, MessageSections.TryRead(data, out var message));
            var reader = new AmqpReader(message.Properties);
            ids.Add(MessageProperties.Read(ref reader).MessageId.Text);
        }
        return ids;
    }
}
