using System.Globalization;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest.Hubs;

/// <summary>A message that is too large for one event comes in parts: in any order, again, across crashes, and some of them spoiled.</summary>
public sealed class PartsTests : IDisposable
{
    private const int Meters = 800;
    private readonly IngestFixture _cloud = new();
    private readonly List<HubEvent> _parts = [];

    public PartsTests()
    {
        using var writer = new HubEventWriter("G1");
        Assert.True(writer.TryWrite(Large(1), Wire.Received, _parts));
        Assert.True(_parts.Count >= 3, $"{_parts.Count} parts");
    }

    [Fact]
    public void Sequence_is_covered_when_all_parts_have_come_and_each_counts_once()
    {
        foreach (var part in Enumerable.Reverse(_parts).SkipLast(1)) Deliver(part);
        Deliver(_parts[^1]); // Again.
        Assert.Equal(0, _cloud.Queries.Counts().Messages);
        Assert.DoesNotContain(_cloud.Queries.Streams(), static stream => stream.Messages > 0 || stream.Highest > 0);
        Deliver(_parts[0]);
        Assert.Equal((1L, (long)Meters), (_cloud.Queries.Counts().Messages, _cloud.Queries.Counts().Readings));
        Assert.Equal((1L, 0L), (_cloud.Queries.Streams().Single().Highest, _cloud.Queries.Streams().Single().Missing));
        Assert.Equal(_parts.Count - 1, _cloud.Service.Metrics.Parts);
        foreach (var part in _parts) Assert.Equal(1, Deliver(part).Duplicates);
        Assert.Equal(0, _cloud.Service.Metrics.ValueTwins);
        Assert.Equal(0, Rows());
    }

    [Fact]
    public void The_whole_message_makes_its_parts_duplicates()
    {
        Deliver(_parts[0]);
        _cloud.Service.Deliver(Large(1));
        Assert.Equal((1L, (long)Meters), (_cloud.Queries.Counts().Messages, _cloud.Queries.Counts().Readings));
        Assert.Equal(1, Deliver(_parts[1]).Duplicates);
    }

    [Fact]
    public void A_part_in_quarantine_covers_and_is_stored_when_it_is_understood_later()
    {
        var spoiled = Spoil(_parts[1]);
        foreach (var part in _parts) Deliver(part == _parts[1] ? spoiled : part);
        Assert.Equal((0L, 1L), (_cloud.Queries.Counts().Messages, _cloud.Queries.Counts().Quarantined));
        Assert.Equal((1L, 0L), (_cloud.Queries.Streams().Single().Highest, _cloud.Queries.Streams().Single().Missing));
        Deliver(_parts[1]);
        Assert.Equal((1L, (long)Meters), (_cloud.Queries.Counts().Messages, _cloud.Queries.Counts().Readings));
    }

    [Fact]
    public void A_part_of_another_message_of_the_same_identity_is_a_clone()
    {
        Deliver(_parts[0]);
        var others = new List<HubEvent>();
        using var writer = new HubEventWriter("G1");
        Assert.True(writer.TryWrite(Large(1, hash: 4711), Wire.Received, others));
        Assert.Equal(1, Deliver(others[0]).Quarantined);
        Assert.Contains(_cloud.Queries.Alarms(), static alarm => alarm.Kind == "clone");
    }

    public void Dispose() => _cloud.Dispose();

    private static ReadingsMessage Large(long sequence, ulong? hash = null)
    {
        var message = new ReadingsMessage { Header = Wire.Header(StreamId.Readings, sequence, hash: hash), Plan = 1, Slot = Wire.Day };
        for (var meter = 0; meter < Meters; meter++)
        {
            message.AddEntry(MeterId.Parse(meter.ToString("D12", CultureInfo.InvariantCulture)), Wire.Day, 1500, false, default);
            message.AddValue(new ReadingValue(Obis.Parse("1-0:1.8.0"), new ExactDecimal(meter, 2), true));
        }

        return message;
    }

    /// <summary>The header stays right; a field that nobody knows stands in the data.</summary>
    private static HubEvent Spoil(HubEvent part)
    {
        var read = HubEventReader.Read(part);
        var json = System.Text.Encoding.UTF8.GetString(read.Json.Span);
        return part with { ContentEncoding = null, Body = System.Text.Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":1}") };
    }

    private IngestAnswer Deliver(HubEvent part) => _cloud.Service.Ingest([HubEventReader.Read(part)]);

    private long Rows() => _cloud.Database.Read(static connection => connection.Scalar<long>("SELECT COUNT(*) FROM message_part"));
}
