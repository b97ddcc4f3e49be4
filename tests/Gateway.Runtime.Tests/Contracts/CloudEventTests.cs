using System.Text;
using System.Text.Json.Nodes;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Contracts;

public sealed class CloudEventTests
{
    private const string Golden =
        """
        [{"specversion":"1.0","id":"C-1/000000000000abcd/readings/4","source":"/gateways/gw","type":"wattline.readings.v1","subject":"C-1","time":"2026-03-01T00:00:05Z",
        "datacontenttype":"application/json","data":{"concentrator":"C-1","epoch":"000000000000abcd","stream":"readings","sequence":4,"boot":3,"uptime_ms":60000,"wall_ms":1772323200000,"hash":"HASH",
        "plan":1,"kind":"register","slot":1772323200,"length":0,"readings":[{"meter":"M0","quality":["2.4.1001"],"offset_ms":1500,"values":{"1-0:1.8.0":"0.05","1-0:32.7.0":null}}]}}]
        """;

    [Fact]
    public void A_batch_is_written_as_the_page_says()
    {
        var payload = Wire.Envelope(2, 4, $"[1 0 {Sample.Slot} [[0 1 0 1500 [5 null]]]]");
        using var writer = new CloudEventBatchWriter("gw");
        writer.TryAdd(Message("readings", payload), DateTimeOffset.FromUnixTimeMilliseconds(Sample.ReceivedMs));
        var expected = JsonNode.Parse(Golden.Replace("HASH", new Epoch(Wattline.Gateway.Runtime.Xxh64.Hash(payload)).ToString(), StringComparison.Ordinal))!;
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(writer.Finish().Span)!.ToJsonString());
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        byte[][] payloads = [Sample.Money(1), Sample.ChainedMoney(3), Sample.Event(2), Wire.Envelope(2, 4, $"[1 0 {Sample.Slot} [[0 1 0 1500 [5 null]] [1 0 0 -20 [6 7]]]]"), """[{"n":"M0:1-0:1.8.0","v":1.50,"t":1772323200}]"""u8.ToArray()];
        string[] streams = ["money", "money", "events", "readings", "readings"];
        using var first = new CloudEventBatchWriter("gw");
        for (var i = 0; i < payloads.Length; i++) Assert.True(first.TryAdd(Message(streams[i], payloads[i]), DateTimeOffset.FromUnixTimeMilliseconds(Sample.ReceivedMs)));
        var bytes = first.Finish().ToArray();
        Assert.True(CloudEventBatchReader.TryRead(bytes, out var events, out _));
        using var second = new CloudEventBatchWriter("gw");
        foreach (var received in events)
        {
            Assert.Null(received.Fault);
            Assert.Equal("gw", received.Event!.Gateway);
            Assert.True(second.TryAdd(received.Event.Message, received.Event.Time));
        }
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(second.Finish().Span));
        var readings = Assert.IsType<ReadingsMessage>(events[3].Event!.Message);
        Assert.Equal([Sample.Slot, Sample.Slot], readings.Entries.ToArray().Select(entry => entry.Slot));
        Assert.Equal("1.50", ((ReadingsMessage)events[4].Event!.Message) is var senml ? senml.ValuesOf(senml.Entries[0])[0].Value.ToString() : "");
    }

    [Fact]
    public void A_notice_of_quarantine_is_read_back_with_its_header_and_reason()
    {
        using var writer = new CloudEventBatchWriter("gw");
        var header = Message("money", Sample.Money(5)).Header;
        Assert.True(writer.TryAdd(new QuarantineNotice { Header = header, Reason = "bad_body" }, DateTimeOffset.FromUnixTimeMilliseconds(Sample.ReceivedMs)));
        var json = Encoding.UTF8.GetString(writer.Finish().Span);
        Assert.True(CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes(json), out var events, out _));
        var received = Assert.Single(events);
        Assert.Null(received.Fault);
        Assert.Equal("C-1/000000000000abcd/money/5/quarantined", received.Event!.Id);
        var notice = Assert.IsType<QuarantineNotice>(received.Event.Message);
        Assert.Equal((header, "bad_body"), (notice.Header, notice.Reason));
        Assert.Contains("\"type\":\"wattline.quarantined.v1\"", json, StringComparison.Ordinal);
        foreach (var (from, to, field) in new[] { ("bad_body", "Bad body", "data.reason"), ("\"sequence\":5", "\"sequence\":null", "data.sequence"), ("/quarantined\"", "\"", "id") })
        {
            CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes(json.Replace(from, to, StringComparison.Ordinal)), out events, out _);
            Assert.Equal(field, Assert.Single(events).Fault!.Field);
        }
    }

    [Theory]
    [InlineData("\"device\":1", "\"device\":-1", "data.device")]
    [InlineData("\"record\":13", "\"record\":0", "data.record")]
    [InlineData("\"record\":13", "\"record\":null", "data.record")]
    [InlineData("\"detail\":[1,0,2,0,1]", "\"detail\":7", "data.detail")]
    [InlineData("\"detail\":[1,0,2,0,1]", "\"detail\":[\"\\u0000\"]", "data.detail")]
    [InlineData("0f0102", "0F0102", "data.chain")]
    [InlineData("0f0102", "0102", "data.chain")]
    [InlineData("\"value\":100", "\"value\":-100", "data.value")]
    [InlineData("\"value\":100", "\"value\":1000000000001", "data.value")]
    [InlineData("\"currency\":\"CNY\"", "\"currency\":\"YUAN\"", "data.currency")]
    [InlineData("\"type\":\"receipt\"", "\"type\":\"gift\"", "data.type")]
    public void A_fault_of_money_names_its_field(string from, string to, string field)
    {
        using var writer = new CloudEventBatchWriter("gw");
        Assert.True(writer.TryAdd(Message("money", Sample.ChainedMoney(4)), DateTimeOffset.FromUnixTimeMilliseconds(Sample.ReceivedMs)));
        var json = Encoding.UTF8.GetString(writer.Finish().Span);
        Assert.Contains(from, json, StringComparison.Ordinal);
        CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes(json.Replace(from, to, StringComparison.Ordinal)), out var events, out _);
        Assert.Equal(field, Assert.Single(events).Fault!.Field);
    }

    [Theory]
    [InlineData("\"id\":\"C-1/000000000000abcd/readings/4\"", "\"id\":\"C-1/000000000000abcd/readings/5\"", "id")]
    [InlineData("\"subject\":\"C-1\"", "\"subject\":\"C-2\"", "subject")]
    [InlineData("\"specversion\":\"1.0\"", "\"specversion\":\"2.0\"", "specversion")]
    [InlineData("\"source\":\"/gateways/gw\"", "\"source\":\"gw\"", "source")]
    [InlineData("wattline.readings.v1", "wattline.readings.v2", "type")]
    [InlineData("\"time\":\"2026-03-01T00:00:05Z\"", "\"time\":\"noon\"", "time")]
    [InlineData("\"time\":\"2026-03-01T00:00:05Z\",", "", "event")]
    [InlineData("\"plan\":1,", "", "data")]
    [InlineData("\"plan\":1,", "\"plan\":1,\"plan\":1,", "plan")]
    [InlineData("\"plan\":1,", "\"plan\":1.5,", "data.plan")]
    [InlineData("\"plan\":1,", "\"plan\":1,\"surprise\":1,", "data.surprise")]
    [InlineData("\"epoch\":\"000000000000abcd\"", "\"epoch\":\"abcd\"", "data.epoch")]
    [InlineData("\"stream\":\"readings\"", "\"stream\":\"money\"", "data.stream")]
    [InlineData("\"sequence\":4", "\"sequence\":0", "data.sequence")]
    [InlineData("\"boot\":3", "\"boot\":-3", "data.boot")]
    [InlineData("\"kind\":\"register\"", "\"kind\":\"guess\"", "data.kind")]
    [InlineData("\"slot\":1772323200", "\"slot\":null", "data.readings")]
    [InlineData("\"meter\":\"M0\"", "\"meter\":\"M 0\"", "data.readings[0].meter")]
    [InlineData("\"2.4.1001\"", "\"2.4.1\"", "data.readings[0].quality")]
    [InlineData("\"offset_ms\":1500", "\"offset_ms\":\"1500\"", "data.readings[0].offset_ms")]
    [InlineData("\"0.05\"", "0.05", "data.readings[0].values")]
    [InlineData("\"0.05\"", "\"5e-2\"", "data.readings[0].values")]
    [InlineData("1-0:32.7.0", "1-0:1.8.0.255", "data.readings[0].values")]
    [InlineData("1-0:32.7.0", "voltage", "data.readings[0].values")]
    [InlineData("\"offset_ms\":1500,", "", "data.readings[0].")]
    public void A_fault_names_its_field(string from, string to, string field)
    {
        var json = Golden.Replace("HASH", "0000000000000001", StringComparison.Ordinal);
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.True(CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes(json.Replace(from, to, StringComparison.Ordinal)), out var events, out _));
        var received = Assert.Single(events);
        Assert.Null(received.Event);
        Assert.Equal(field, received.Fault!.Field);
    }

    [Fact]
    public void A_fault_in_one_event_is_that_events_alone()
    {
        var json = Golden.Replace("HASH", "0000000000000001", StringComparison.Ordinal).Trim();
        Assert.True(CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes($"[1,{json[1..^1]},\"\\ud800\"]"), out var events, out _));
        Assert.Equal([false, true, false], events.Select(received => received.Event is not null));
        Assert.Equal("1", Encoding.UTF8.GetString(events[0].Json.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[1,]")]
    [InlineData("[]]")]
    [InlineData("nonsense")]
    public void What_is_no_array_is_refused_whole(string body)
    {
        Assert.False(CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes(body), out var events, out var fault));
        Assert.Empty(events);
        Assert.Equal("batch", fault!.Field);
    }

    [Fact]
    public void A_batch_over_its_limits_is_refused_whole()
    {
        Assert.False(CloudEventBatchReader.TryRead(new byte[CloudLinkLimits.BatchBytesMax + 1], out _, out _));
        Assert.False(CloudEventBatchReader.TryRead(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("1", 501))}]"), out _, out _));
    }

    [Fact]
    public void Any_bytes_give_events_or_reasons()
    {
        const int seed = 20260301;
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(Golden.Replace("HASH", "0000000000000001", StringComparison.Ordinal));
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var turns = random.Next(1, 4); turns > 0; turns--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (!CloudEventBatchReader.TryRead(bytes, out var events, out var fault)) Assert.NotNull(fault);
            foreach (var received in events) Assert.True(received.Event is null != received.Fault is null, $"seed {seed}, turn {i}");
        }
    }

    private static Message Message(string stream, byte[] payload)
    {
        Assert.Equal(0, (int)new Normaliser().Normalise(Sample.Record(stream, payload), Sample.Registry(), out var message));
        return message!;
    }
}
