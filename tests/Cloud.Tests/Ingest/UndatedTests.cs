using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

public sealed class UndatedTests : IDisposable
{
    // The time comes at uptime 5,000,000 ms, 100 s into the slot of 02:00.
    private const long Came = 5_000_000;
    private const long CameMs = (Wire.Day + 7_300) * 1000;

    private static readonly QualitySet _noClock = default(QualitySet).With(QualityTable.NoClock);

    private readonly IngestFixture _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Windows_are_dated_by_the_clock_event_of_their_start_in_whatever_order_they_come(int rotated)
    {
        // They began 4,900, 4,000 and 3,100 s before the time came: in the slots of 00:30, 00:45 and 01:00.
        Message[] told =
        [
            Window(1, 100_000, "1.00"), Window(2, 1_000_000, "2.00"), Clock(1, Came, null, CameMs), Window(3, 1_900_000, "3.00"),
            Wire.Reading(4, null, Wire.Day + 2_700, _noClock), Clock(2, Came + 10_000, CameMs, CameMs + 60_000),
        ];
        foreach (var message in told.Skip(rotated).Concat(told.Take(rotated))) _cloud.Service.Deliver(message);
        _cloud.Service.Deliver(Wire.Reading(5, "9.00", Wire.Day + 7_200));

        Assert.Equal(
            ["1800 1.00 601500", "2700 2.00 601500", "3600 3.00 601500", "7200 9.00 1500"],
            _cloud.Readings().Select(r => $"{r.Slot - Wire.Day} {r.Value} {r.OffsetMs}"));
        Assert.Equal(0, _cloud.Queries.Counts().Absences);

        // And once.
        foreach (var message in told) _cloud.Service.Deliver(message);
        Assert.Equal(4, _cloud.Readings().Count);
        Assert.All(_cloud.Queries.Streams(), stream => Assert.Equal(0, stream.Missing));
    }

    [Fact]
    public void The_slot_in_which_the_time_came_is_read_again_and_where_a_value_is_known_a_dated_one_is_nothing()
    {
        _cloud.Service.Deliver(
            Clock(1, Came, null, CameMs), Wire.Reading(1, "9.00", Wire.Day + 6_300),
            Window(2, Came - 90_000, "8.00"), Window(3, Came - 1_000_000 + 1, "7.00"));
        Assert.Equal(["6300 9.00 1"], _cloud.Readings().Select(r => $"{r.Slot - Wire.Day} {r.Value} {r.Versions}"));
        Assert.Equal(4, _cloud.Queries.Counts().Messages);
    }

    [Fact]
    public void Another_start_another_epoch_and_a_time_that_was_known_date_nothing()
    {
        _cloud.Service.Deliver(
            Window(1, 1_000, "1.00"), Clock(1, Came, null, CameMs, boot: 2), Clock(1, Came, null, CameMs, epoch: 5), Clock(2, Came, CameMs - 5, CameMs), Clock(3, 500, null, CameMs));
        Assert.Empty(_cloud.Readings());
        Assert.Equal(1, _cloud.Database.Read(static connection => connection.Scalar<long>("SELECT COUNT(*) FROM undated_message")));

        // A process that is started anew knows what waits.
        var service = new IngestService(_cloud.Database, _cloud.Time);
        service.Deliver(Clock(4, Came, null, CameMs));
        Assert.Single(_cloud.Readings());
        service.Metrics.Dispose();
    }

    [Fact]
    public void Windows_of_a_start_that_lost_the_time_are_dated_by_what_it_was_once_that_start_is_over()
    {
        _cloud.Service.Deliver(Clock(1, "[1000000,1772327300000,null]"), Window(1, 1_800_000, "1.00"), Window(2, 900_000, "0.50"));
        Assert.Empty(_cloud.Readings());
        var boot = Clock(2, "[\"0.1.0\"]");
        (boot.Code, boot.Header) = ("boot", boot.Header with { Boot = 2 });
        _cloud.Service.Deliver(boot);

        // 1,772,327,300 + 800 s: 01:21:40. The window before the loss was none.
        Assert.Equal(["4500 1.00 401500"], _cloud.Readings().Select(r => $"{r.Slot - Wire.Day} {r.Value} {r.OffsetMs}"));
    }

    [Fact]
    public void A_start_is_over_too_when_another_device_has_begun_an_epoch_after_it()
    {
        _cloud.Service.Deliver(Boot(1, Wire.Epoch), Clock(2, "[1000000,1772327300000,null]"), Window(1, 1_800_000, "1.00"));
        Assert.Empty(_cloud.Readings());
        _cloud.Service.DeliverLater(TimeSpan.FromHours(1), Boot(1, 5));

        Assert.Equal(["4500 1.00 401500"], _cloud.Readings().Select(r => $"{r.Slot - Wire.Day} {r.Value} {r.OffsetMs}"));
    }

    [Fact]
    public void An_epoch_that_was_there_before_ends_no_start()
    {
        _cloud.Service.Deliver(Boot(1, 5));
        _cloud.Service.DeliverLater(TimeSpan.FromHours(1), Boot(1, Wire.Epoch), Clock(2, "[1000000,1772327300000,null]"), Window(1, 1_800_000, "1.00"));
        Assert.Empty(_cloud.Readings());
    }

    [Theory]
    [InlineData("[1,2,3]")]
    [InlineData("[1,null,null]")]
    [InlineData("[1]")]
    [InlineData("[5000000,null,-1]")]
    [InlineData("[5000000,null,99999999999999]")]
    [InlineData("[\"5000000\",null,1772330500000]")]
    [InlineData("{\"uptime\":1}")]
    [InlineData("null")]
    public void A_clock_event_that_says_nothing_dates_nothing(string detail)
    {
        _cloud.Service.Deliver(Window(1, 1_000, "1.00"), Clock(1, detail));
        Assert.Empty(_cloud.Readings());
        _cloud.Service.Deliver(Clock(2, Came, null, CameMs));
        Assert.Single(_cloud.Readings());
    }

    private static ReadingsMessage Window(long sequence, long began, string? value)
    {
        var message = Wire.Reading(sequence, value);
        (message.Slot, message.BeganMs, message.EveryS) = (null, began, 900);
        return message;
    }

    private static EventMessage Clock(long sequence, long uptime, long? before, long after, long boot = 1, ulong epoch = Wire.Epoch)
    {
        var told = Clock(sequence, FormattableString.Invariant($"[{uptime},{before?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"},{after}]"));
        told.Header = told.Header with { Boot = boot, Epoch = new Epoch(epoch) };
        return told;
    }

    private static EventMessage Boot(long sequence, ulong epoch)
    {
        var boot = Clock(sequence, "[\"0.1.0\"]");
        (boot.Code, boot.Header) = ("boot", boot.Header with { Epoch = new Epoch(epoch) });
        return boot;
    }

    private static EventMessage Clock(long sequence, string detail) => new()
    {
        Header = Wire.Header(StreamId.Events, sequence),
        Code = "clock",
        Subject = "C-0001",
        Counter = sequence,
        Detail = Encoding.UTF8.GetBytes(detail),
    };
}
