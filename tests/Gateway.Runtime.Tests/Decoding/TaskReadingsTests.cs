using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Decoding;

public sealed class TaskReadingsTests
{
    private static readonly PlanChannel _energy = new("1-0:1.8.0", 2, "kWh");

    private readonly Normaliser _normaliser = new();
    private readonly RegistryState _registry = RegistryMapper.Map(new RegistrySnapshot(1, [Plan(1, "M")]), out _);

    [Fact]
    public void A_freeze_has_the_channels_of_its_task_and_the_time_of_the_meter()
    {
        var message = Understood($"[1 1 {Sample.Slot} [[1 0 1 -20000 [12345]]] 0]");
        var entry = message.Entries[0];
        Assert.Equal((ReadingKind.Freeze, 0, "M1", true, true), (message.Kind, message.LengthS, entry.Meter.Text, entry.FromMeter, entry.Quality.IsValid));
        Assert.Equal(["1-0:1.8.0=123.45"], Values(message));
    }

    [Fact]
    public void Items_that_follow_each_other_have_slots_of_their_own()
    {
        var message = Understood($"[1 1 {Sample.Slot} [[1 0 1 -20000 [12345]] [1 11 1 0 []] [1 0 1 -20000 [12347]]] 0 900]");
        Assert.Null(message.Slot);
        Assert.Equal([Sample.Slot, Sample.Slot + 900, Sample.Slot + 1800], message.Entries.ToArray().Select(entry => entry.Slot));
        Assert.Equal(["", "not_in_memory", ""], message.Entries.ToArray().Select(entry => entry.Quality.ToString()));
    }

    [Fact]
    public void A_demand_has_no_length_and_its_moment_beside_it()
    {
        var message = Understood($"[1 3 {Sample.Slot} [[0 0 1 0 [34567 1771900200]]] 1]");
        Assert.Equal((ReadingKind.Demand, 0), (message.Kind, message.LengthS));
        Assert.Equal(["1-0:1.6.0=3.4567", "1-0:1.6.128=1771900200"], Values(message));
    }

    [Fact]
    public void A_clock_that_is_far_off_is_flagged() =>
        Assert.Equal(["clock"], Sample.Codes(Understood($"[1 1 {Sample.Slot} [[0 0 1 400000 [12345]]] 0]").Entries[0].Quality));

    [Theory]
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 3]")] // No such task.
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 2]")] // A task of events.
    [InlineData("[1 0 5 [[0 0 1 0 [1]]] 0]")] // Another kind than the task's.
    [InlineData("[1 1 5 [[0 0 1 0 [1 2]]] 0]")]
    [InlineData("[1 1 5 [[0 0 1 0 [null]]] 0]")]
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 0 0]")]
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 0 null]")]
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 0 900 1]")]
    [InlineData("[1 1 -5 [[0 0 1 0 [1]]] 0 900]")]
    [InlineData("[1 1 9223372036854775807 [[0 0 1 0 [1]]] 0 900]")]
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 0 31622401]")]
    [InlineData("[1 1 5 [[0 0 1 0 [1]]] 'a']")]
    [InlineData("[1 1 5 5 0]")]
    public void What_no_task_gives_is_refused(string body)
    {
        var reason = _normaliser.Normalise(Sample.Record("readings", Wire.Envelope(2, 1, body)), _registry, out _);
        Assert.Equal(QuarantineReason.BadBody, reason);
    }

    [Fact]
    public void A_meters_index_is_that_of_the_plan_that_its_event_names()
    {
        var registry = RegistryMapper.Map(new RegistrySnapshot(2, [Plan(1, "M") with { Current = false }, Plan(2, "N")]), out _);
        Assert.Equal("M1", Subject("[1 1]"));
        Assert.Equal("N1", Subject("[2 1]"));
        Assert.Equal("N1", Subject("1"));
        Assert.Equal("#1 of 3", Subject("[3 1]"));

        string Subject(string of)
        {
            Assert.Equal(QuarantineReason.None, _normaliser.Normalise(
                Sample.Record("events", Wire.Envelope(1, 1, $"['power_down' {of} 4 1772323200000 [null]]")), registry, out var message));
            return Assert.IsType<EventMessage>(message).Subject;
        }
    }

    [Fact]
    public void A_plan_with_tasks_is_written_as_the_page_says()
    {
        Assert.True(_registry.TryGetCurrent(ConcentratorId.Parse("C-1"), out var plan));
        var expected = Wire.Cbor(
            "[2 1 900 62 [[0 [[65536 [['1-0:1.8.0' 2]]]] [[1 86400 62 [[84279552 [['1-0:1.8.0' 2]]]] null] "
            + "[5 100 12 [[16842752 [['1-0:1.6.0' 4] ['1-0:1.6.128' 0]]]] null] [6 3600 10 [[51445760 []] [51445761 []]] 'power_down']]]] "
            + "[[0 '000000000000' 0 2400 2 480] [0 '000000000001' 0 2400 0 480]]]");
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(DownMessages.Plan(plan).Span));
    }

    private static PlanVersion Plan(long version, string name) => new(
        "C-1", version, 900, true,
        [new PlanTemplate("dlt645-2007", [new PlanRead("00010000", [_energy])],
        [
            new PlanTask("daily", 86_400, 62, [new PlanRead("05060100", [_energy])]),
            new PlanTask("demand", 100, 12, [new PlanRead("01010000", [new PlanChannel("1-0:1.6.0", 4, "kW"), new PlanChannel("1-0:1.6.128", 0, "s")])]),
            new PlanTask("events", 3_600, 10, [new PlanRead("03110000", []), new PlanRead("03110001", [])], "power_down"),
        ])],
        [.. Enumerable.Range(0, 2).Select(i => new PlanMeter($"{name}{i}", 0, $"{i:D12}", 0, 2400, 1, "15", i == 0 ? null : 0, 480))], 62);

    private static IEnumerable<string> Values(ReadingsMessage message) =>
        message.ValuesOf(message.Entries[0]).ToArray().Select(value => $"{value.Obis}={value.Value}");

    private ReadingsMessage Understood(string body)
    {
        Assert.Equal(QuarantineReason.None, _normaliser.Normalise(Sample.Record("readings", Wire.Envelope(2, 1, body)), _registry, out var message));
        return Assert.IsType<ReadingsMessage>(message);
    }
}
