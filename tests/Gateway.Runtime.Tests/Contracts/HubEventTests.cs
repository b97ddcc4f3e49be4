using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Contracts;

public sealed class HubEventTests
{
    private const string Id = "C-1/000000000000abcd/money/4";

    private const string Data =
        """{"concentrator":"C-1","epoch":"000000000000abcd","stream":"money","sequence":4,"boot":3,"uptime_ms":60000,"wall_ms":1772323200000,"hash":"HASH","type":"returned","kiosk":"K1","session":7,"note":4,"account":"A-100","channel":2,"value":10000,"currency":"CNY","counter":null}""";

    private static readonly DateTimeOffset _received = DateTimeOffset.FromUnixTimeMilliseconds(Sample.ReceivedMs);

    [Fact]
    public void An_event_is_written_as_the_page_says()
    {
        var payload = Wire.Envelope(0, 4, "[2 'K1' 7 4 'A-100' 2 10000 'CNY' null]");
        var written = Assert.Single(Written(MessageOf("money", payload)));
        string[] expected =
        [
            "cloudEvents:specversion=1.0", $"cloudEvents:id={Id}", "cloudEvents:source=/gateways/gw", "cloudEvents:type=wattline.money.v1",
            "cloudEvents:time=2026-03-01T00:00:05Z", "cloudEvents:subject=C-1",
        ];
        Assert.Equal(expected, written.Properties.Select(property => $"{property.Key}={property.Value}"));
        Assert.Equal(("application/json", "gzip"), (written.ContentType, written.ContentEncoding));
        Assert.Equal(Data.Replace("HASH", new Epoch(Wattline.Gateway.Runtime.Xxh64.Hash(payload)).ToString(), StringComparison.Ordinal), TextOf(written));
    }

    [Fact]
    public void A_body_that_gzip_makes_no_smaller_goes_as_it_is()
    {
        using var packed = new MemoryStream();
        var noise = new byte[300];
        new Random(5).NextBytes(noise);
        Assert.Null(HubGzip.Pack(noise, packed));
        Assert.NotNull(HubGzip.Pack(new byte[300], packed));
        var received = HubEventReader.Read(Carried());
        Assert.Null(received.Fault);
        Assert.Equal((Id, "gw", _received, (MessagePart?)null), (received.Event!.Id, received.Event.Gateway, received.Event.Time, received.Event.Part));
        Assert.IsType<MoneyMessage>(received.Event.Message);
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        (string Stream, byte[] Payload)[] sent =
        [
            ("money", Sample.Money(1)), ("events", Sample.Event(2)), ("events", Wire.Envelope(1, 9, "['<\"\u00fc\\\u0001\u4e2d>' 'C-1' 1 null ['\\\"' null -5 h:00ff]]")),
            ("readings", Wire.Envelope(2, 4, $"[1 0 {Sample.Slot} [[0 1 0 1500 [5 null]] [1 0 0 -20 [6 7]]]]")), ("readings", """[{"n":"M0:1-0:1.8.0","v":1.50,"t":1772323200}]"""u8.ToArray()),
        ];
        foreach (var (stream, payload) in sent)
        {
            var message = MessageOf(stream, payload);
            var received = HubEventReader.Read(Assert.Single(Written(message)));
            Assert.Null(received.Fault);
            Assert.Equal(AsJson(message), AsJson(received.Event!.Message));
        }
        var notice = new QuarantineNotice { Header = MessageOf("money", Sample.Money(5)).Header, Reason = "too_large" };
        var told = HubEventReader.Read(Assert.Single(Written(notice))).Event!;
        Assert.Equal(("C-1/000000000000abcd/money/5/quarantined", "too_large"), (told.Id, Assert.IsType<QuarantineNotice>(told.Message).Reason));
    }

    [Theory]
    [InlineData("cloudEvents:specversion", "0.3", "cloudEvents:specversion")]
    [InlineData("cloudEvents:specversion", null, "event")]
    [InlineData("cloudEvents:id", "C-1/000000000000abcd/money/5", "id")]
    [InlineData("cloudEvents:id", null, "event")]
    [InlineData("cloudEvents:source", "gw", "cloudEvents:source")]
    [InlineData("cloudEvents:type", "wattline.money.v2", "type")]
    [InlineData("cloudEvents:type", "wattline.readings.v1", "data.type")]
    [InlineData("cloudEvents:time", "noon", "cloudEvents:time")]
    [InlineData("cloudEvents:subject", "C-2", "subject")]
    [InlineData("cloudEvents:subject", null, "event")]
    [InlineData("cloudEvents:partindex", "0", "cloudEvents:partindex")]
    public void A_property_that_is_wrong_is_named(string name, string? value, string field)
    {
        var properties = Properties().Where(property => property.Key != name);
        if (value is not null) properties = properties.Append(new(name, value));
        Assert.Equal(field, HubEventReader.Read(Carried() with { Properties = [.. properties] }).Fault!.Field);
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("2", "2")]
    [InlineData("-1", "2")]
    [InlineData("0", "1025")]
    [InlineData("0", null)]
    [InlineData("x", "2")]
    public void A_part_that_cannot_be_is_refused(string index, string? count)
    {
        var part = Written(Large(400))[0];
        var properties = part.Properties.Where(property => !property.Key.Contains("part", StringComparison.Ordinal)).Append(new(HubEventNames.PartIndex, index));
        if (count is not null) properties = properties.Append(new(HubEventNames.PartCount, count));
        Assert.Equal(HubEventNames.PartIndex, HubEventReader.Read(part with { Properties = [.. properties] }).Fault!.Field);
    }

    [Fact]
    public void Only_readings_have_parts()
    {
        var fault = HubEventReader.Read(Carried() with { Properties = [.. Properties(), new(HubEventNames.PartIndex, "0"), new(HubEventNames.PartCount, "2")] }).Fault!;
        Assert.Equal("only readings have parts", fault.Reason);
    }

    [Fact]
    public void A_property_that_stands_twice_is_no_text_or_is_too_long_is_named_and_others_are_stepped_over()
    {
        Assert.Equal("stands twice", HubEventReader.Read(Carried() with { Properties = [.. Properties(), new(HubEventNames.Id, Id)] }).Fault!.Reason);
        Assert.Equal("not a text", HubEventReader.Read(Carried() with { Properties = [.. Properties().Skip(1), new(HubEventNames.SpecVersion, null)] }).Fault!.Reason);
        Assert.Equal("too long", HubEventReader.Read(Carried() with { Properties = [new(HubEventNames.SpecVersion, new string('\u4e2d', 100)), .. Properties().Skip(1)] }).Fault!.Reason);
        Assert.Null(HubEventReader.Read(Carried() with { Properties = [new("Diagnostic-Id", null), .. Properties(), new("cloudEvents:traceparent", "00-1")] }).Fault);
    }

    [Theory]
    [InlineData("text/plain", null, "content-type")]
    [InlineData(null, null, "content-type")]
    [InlineData("application/json", "br", "content-encoding")]
    [InlineData("application/json", "gzip", "body")]
    public void A_body_that_is_not_what_it_says_is_refused(string? type, string? encoding, string field) =>
        Assert.Equal(field, HubEventReader.Read(Carried() with { ContentType = type, ContentEncoding = encoding }).Fault!.Field);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("{\"concentrator\":")]
    [InlineData("{\"concentrator\":\"\\ud800\"}")]
    public void A_body_that_is_no_data_is_refused(string body)
    {
        var received = HubEventReader.Read(Carried() with { Body = Encoding.UTF8.GetBytes(body) });
        Assert.Null(received.Event);
        Assert.StartsWith("data", received.Fault!.Field, StringComparison.Ordinal);
        Assert.Equal(body, Encoding.UTF8.GetString(received.Json.Span));
    }

    [Fact]
    public void Of_data_that_is_refused_the_header_and_the_part_are_known()
    {
        var whole = HubEventReader.Read(Carried() with { Body = Encoding.UTF8.GetBytes(Text().Replace("CNY", "C1Y", StringComparison.Ordinal).Replace("\"note\":4", "\"note\":-4", StringComparison.Ordinal)) });
        Assert.Equal((4, (MessagePart?)null), (whole.Header!.Header.Sequence, whole.Part));
        var part = Written(Large(400))[1];
        var broken = HubEventReader.Read(part with { ContentEncoding = null, Body = Encoding.UTF8.GetBytes(TextOf(part).Replace("\"kind\":\"register\"", "\"kind\":\"guess\"", StringComparison.Ordinal)) });
        Assert.Equal(("data.kind", 4, (MessagePart?)new MessagePart(1, HubParts.Count(Large(400).Entries))), (broken.Fault!.Field, broken.Header!.Header.Sequence, broken.Part));
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_inflated_past_the_limit()
    {
        var bomb = Gzip(new byte[32 << 20]);
        Assert.InRange(bomb.Length, 1, CloudLinkLimits.HubBodyBytesMax);
        var lying = (byte[])bomb.Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(lying.AsSpan(^4..), 1_000);
        HubEventReader.Read(Carried() with { Body = Gzip(Encoding.UTF8.GetBytes(Text())), ContentEncoding = "gzip" }); // What the first use of anything costs.
        foreach (var (body, reason) in new[] { (bomb, "inflates to more than 1048576 bytes"), (lying, "inflates to another length than it says") })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var received = HubEventReader.Read(Carried() with { Body = body, ContentEncoding = "gzip" });
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * CloudLinkLimits.HubDataBytesMax);
            Assert.Equal(("body", reason), (received.Fault!.Field, received.Fault.Reason));
        }
        Assert.Equal("more than 65536 bytes", HubEventReader.Read(Carried() with { Body = new byte[CloudLinkLimits.HubBodyBytesMax + 1] }).Fault!.Reason);
    }

    [Fact]
    public void What_cannot_be_divided_and_is_too_large_is_not_written()
    {
        var noise = new byte[DomainLimits.NameCharsMax * 2_000];
        new Random(3).NextBytes(noise);
        var message = (EventMessage)MessageOf("events", Sample.Event(1));
        message.Detail = Encoding.UTF8.GetBytes($"\"{Convert.ToHexString(noise)}{Convert.ToHexString(noise)}\"");
        using var writer = new HubEventWriter("gw");
        List<HubEvent> events = [];
        Assert.False(writer.TryWrite(message, _received, events));
        message.Detail = Encoding.UTF8.GetBytes($"\"{new string('x', CloudLinkLimits.HubDataBytesMax)}\"");
        Assert.False(writer.TryWrite(message, _received, events));
        Assert.Empty(events);
    }

    [Fact]
    public void Any_event_gives_its_meaning_or_a_reason()
    {
        const int seed = 20261122;
        var random = new Random(seed);
        var packed = Written(MessageOf("money", Sample.Money(4)))[0];
        for (var turn = 0; turn < 5_000; turn++)
        {
            var whole = random.Next(2) == 0 ? Carried() : packed;
            var body = whole.Body.ToArray();
            for (var turns = random.Next(0, 4); turns > 0; turns--) body[random.Next(body.Length)] = (byte)random.Next(256);
            var properties = whole.Properties.ToList();
            if (random.Next(3) == 0) properties[random.Next(properties.Count)] = new(properties[random.Next(properties.Count)].Key, random.Next(4) == 0 ? null : "x/\ud800");
            var received = HubEventReader.Read(whole with { Body = body.AsMemory(0, random.Next(4) == 0 ? random.Next(body.Length) : body.Length), Properties = properties });
            Assert.True(received.Event is null != received.Fault is null, $"seed {seed}, turn {turn}");
        }
    }

    private static HubEvent Carried() => new(Properties(), "application/json", null, Encoding.UTF8.GetBytes(Text()));

    private static string Text() => Data.Replace("HASH", "00000000000000ff", StringComparison.Ordinal);

    private static List<KeyValuePair<string, string?>> Properties() =>
    [
        new(HubEventNames.SpecVersion, "1.0"), new(HubEventNames.Id, Id), new(HubEventNames.Source, "/gateways/gw"), new(HubEventNames.Type, "wattline.money.v1"),
        new(HubEventNames.Time, "2026-03-01T00:00:05Z"), new(HubEventNames.Subject, "C-1"),
    ];

    private static List<HubEvent> Written(Message message)
    {
        using var writer = new HubEventWriter("gw");
        List<HubEvent> events = [];
        Assert.True(writer.TryWrite(message, _received, events));
        return events;
    }

    private static ReadingsMessage Large(int entries)
    {
        var message = new ReadingsMessage { Header = MessageOf("readings", Sample.Readings(4, 1)).Header, Plan = 1, Slot = Sample.Slot };
        for (var i = 0; i < entries; i++)
        {
            Assert.True(MeterId.TryParse($"M{i}", out var meter));
            message.AddEntry(meter, Sample.Slot, i, false, default);
        }
        return message;
    }

    private static string TextOf(HubEvent written)
    {
        if (written.ContentEncoding is null) return Encoding.UTF8.GetString(written.Body.Span);
        using var gzip = new GZipStream(new MemoryStream(written.Body.ToArray()), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        return text.ReadToEnd();
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(body);
        return packed.ToArray();
    }

    private static string AsJson(Message message)
    {
        using var writer = new CloudEventBatchWriter("gw");
        Assert.True(writer.TryAdd(message, _received));
        return Encoding.UTF8.GetString(writer.Finish().Span);
    }

    private static Message MessageOf(string stream, byte[] payload)
    {
        Assert.Equal(0, (int)new Normaliser().Normalise(Sample.Record(stream, payload), Sample.Registry(), out var message));
        return message!;
    }
}
