using System.Globalization;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Contracts;

public sealed class HubPartsTests
{
    private static readonly DateTimeOffset _received = DateTimeOffset.FromUnixTimeMilliseconds(Sample.ReceivedMs);

    [Fact]
    public void A_hundred_meters_of_four_registers_are_one_event()
    {
        var message = Message(new Random(1), [.. Enumerable.Repeat(4, 100)]);
        var written = Assert.Single(Write(message));
        Assert.Equal(message.Header.FormatId(), Property(written, HubEventNames.Id));
        Assert.Null(Property(written, HubEventNames.PartIndex));
    }

    [Fact]
    public void Parts_are_whole_events_that_repeat_the_envelope()
    {
        var message = Message(new Random(2), [.. Enumerable.Repeat(4, 300)]);
        var parts = Write(message);
        Assert.Equal(3, parts.Count);
        Assert.Equal(["0", "1", "2"], parts.Select(part => Property(part, HubEventNames.PartIndex)));
        Assert.All(parts, part => Assert.Equal("3", Property(part, HubEventNames.PartCount)));
        Assert.Equal([.. Enumerable.Range(0, 3).Select(part => $"{message.Header.FormatId()}/{part}")], parts.Select(part => Property(part, HubEventNames.Id)));
        foreach (var (part, index) in parts.Select((part, index) => (part, index)))
        {
            var received = HubEventReader.Read(part);
            Assert.Null(received.Fault);
            Assert.Equal((message.Header, new MessagePart(index, 3)), (received.Event!.Message.Header, received.Event.Part));
        }
    }

    [Fact]
    public void What_an_entry_and_the_envelope_take_at_most_is_what_the_rule_reckons_with()
    {
        var random = new Random(4);
        var longest = new ReadingsMessage
        {
            Header = new MessageHeader(Concentrator(new string('C', 32)), new Epoch(ulong.MaxValue), StreamId.Readings, long.MaxValue, long.MaxValue, long.MaxValue, long.MinValue, ulong.MaxValue),
            Plan = long.MaxValue,
            Kind = ReadingKind.Interval,
            Slot = null,
            LengthS = int.MaxValue,
        };
        var empty = BytesOf(longest);
        Assert.InRange(empty, 1, HubParts.EnvelopeBytes - long.MinValue.ToString(CultureInfo.InvariantCulture).Length);
        var all = Told;
        for (var i = 0; i < 50; i++) longest.AddEntry(Meter(new string('M', 32)), long.MinValue, long.MinValue, false, all);
        Assert.InRange(BytesOf(longest) - empty, 1, 50 * HubParts.EntryBytes);
        longest.Clear();
        longest.AddEntry(Meter("M"), 0, 0, false, default);
        empty = BytesOf(longest);
        for (var i = 0; i < 200; i++) longest.AddValue(new ReadingValue(ObisOf($"255-{200 + i % 50}:{100 + i / 50}.255.{100 + i % 50}.{100 + random.Next(100)}"), new ExactDecimal(long.MinValue, 18), true));
        Assert.InRange(BytesOf(longest) - empty, 1, 200 * HubParts.ValueBytes);
    }

    [Fact]
    public void An_entry_larger_than_a_part_is_a_part_of_its_own()
    {
        var message = Message(new Random(3), [10, 2_000, 10]);
        Assert.Equal(3, HubParts.Count(message.Entries));
        Assert.Equal(3, Write(message).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_same_message_has_the_same_parts_whatever_its_values_and_codes_look_like(int seed)
    {
        var shape = new Random(seed);
        for (var turn = 0; turn < 10; turn++)
        {
            int[] values = [.. Enumerable.Range(0, shape.Next(0, 700)).Select(_ => shape.Next(0, 9))];
            var first = Write(Message(new Random(shape.Next()), values));
            var second = Write(Message(new Random(shape.Next()), values));
            var message = Message(new Random(turn), values);
            var third = Write(message);
            Assert.True(first.Count == second.Count && second.Count == third.Count, $"seed {seed}, turn {turn}");
            int[][] sizes = [.. new[] { first, second, third }.Select(parts => parts.Select(part => ((ReadingsMessage)HubEventReader.Read(part).Event!.Message).Entries.Length).ToArray())];
            Assert.True(sizes[0].SequenceEqual(sizes[1]) && sizes[1].SequenceEqual(sizes[2]), $"seed {seed}, turn {turn}");
            Assert.True(third.TrueForAll(part => part.Body.Length <= CloudLinkLimits.HubBodyBytesMax), $"seed {seed}, turn {turn}");
            Assert.True(Entries([message]).SequenceEqual(Entries(third.ConvertAll(part => (ReadingsMessage)HubEventReader.Read(part).Event!.Message))), $"seed {seed}, turn {turn}");
        }
    }

    private static List<string> Entries(IEnumerable<ReadingsMessage> messages)
    {
        List<string> texts = [];
        foreach (var message in messages)
        {
            foreach (ref readonly var entry in message.Entries)
                texts.Add($"{entry.Meter} {entry.Slot} {entry.OffsetMs} {entry.Quality} {string.Join(' ', message.ValuesOf(entry).ToArray().Select(value => $"{value.Obis}={(value.HasValue ? value.Value : "-")}"))}");
        }
        return texts;
    }

    /// <summary>The most codes that an entry may have from a gateway: its own, and one cause.</summary>
    private static QualitySet Told => QualityTable.All.Where(static row => row.SetBy != QualitySetter.Cloud && row.Cause is 0 or QualityTable.CauseMax)
        .Aggregate(default(QualitySet), static (set, row) => set.With(row));

    /// <summary>A message of a given shape whose values, names, offsets and codes are drawn.</summary>
    private static ReadingsMessage Message(Random random, int[] values)
    {
        var message = new ReadingsMessage
        {
            Header = new MessageHeader(Concentrator("C-1"), new Epoch(0xABCD), StreamId.Readings, 4, 3, 60_000, 1_772_323_200_000, 0xFF),
            Plan = 1,
            Slot = Sample.Slot,
        };
        foreach (var count in values)
        {
            message.AddEntry(Meter(random.NextInt64(1L << 40).ToString("D12", CultureInfo.InvariantCulture)), Sample.Slot, random.Next(-5_000, 900_000), false, new QualitySet((ulong)random.NextInt64() & Told.Bits));
            for (var i = 0; i < count; i++) message.AddValue(new ReadingValue(ObisOf($"1-0:1.{1 + i / 250}.{i % 250}"), new ExactDecimal(random.NextInt64(), 2), random.Next(5) > 0));
        }
        return message;
    }

    private static int BytesOf(Message message)
    {
        using var writer = new CloudEventBatchWriter("");
        Assert.True(writer.TryAdd(message, _received));
        var text = Encoding.UTF8.GetString(writer.Finish().Span);
        return Encoding.UTF8.GetByteCount(text[(text.IndexOf("\"data\":", StringComparison.Ordinal) + 7)..^2]);
    }

    private static string? Property(HubEvent written, string name) => written.Properties.SingleOrDefault(property => property.Key == name).Value;

    private static List<HubEvent> Write(Message message)
    {
        using var writer = new HubEventWriter("gw");
        List<HubEvent> events = [];
        Assert.True(writer.TryWrite(message, _received, events));
        return events;
    }

    private static ConcentratorId Concentrator(string text) => ConcentratorId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    private static MeterId Meter(string text) => MeterId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    private static Obis ObisOf(string text) => Obis.TryParse(text, out Obis obis) ? obis : throw new ArgumentException(text);
}
