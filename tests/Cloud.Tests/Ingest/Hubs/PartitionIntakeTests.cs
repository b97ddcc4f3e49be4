using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest.Hubs;

/// <summary>Rows, coverage and position are one transaction under the lease's fence.</summary>
public sealed class PartitionIntakeTests : IDisposable
{
    private static readonly HubShape _hub = new(DateTimeOffset.UnixEpoch, ["0"]);
    private readonly Database _database = TestStore.Open(IngestSchema.Tables, LeaseSchema.Tables);
    private readonly IngestService _service;

    public PartitionIntakeTests()
    {
        _service = new IngestService(_database, new ManualTime());
        _database.Write(static connection => { connection.Execute("INSERT INTO lease (pool, name, holder, fence, beat) VALUES ('hub', '0', 'me', 3, 1)"); });
    }

    [Fact]
    public void Who_lost_the_lease_stores_nothing_and_moves_no_position()
    {
        var intake = Intake(fence: 3);
        Assert.Null(intake.Begin(_hub, new PartitionEnds(false, 0, 9)));
        intake.Commit([Event(0), Event(1)]);
        _database.Write(static connection => { connection.Execute("UPDATE lease SET holder = 'you', fence = 4"); });
        Assert.Throws<LeaseLostException>(() => intake.Commit([Event(2)]));
        Assert.Equal((2L, 1L), (new IngestQueries(_database).Counts().Messages, Position()));
        Assert.Equal(1, intake.At.Sequence);
    }

    [Fact]
    public void What_is_stored_already_is_stepped_over_and_what_is_missing_between_is_an_alarm()
    {
        var intake = Intake(fence: 3);
        intake.Begin(_hub, new PartitionEnds(false, 0, 9));
        Assert.Empty(intake.Commit([Event(0), Event(1)]));
        Assert.Empty(intake.Commit([Event(0), Event(1), Event(2)]));
        Assert.Equal("events 3 to 6 were gone before they were read", Assert.Single(intake.Commit([Event(7)])));
        Assert.Equal((4L, 0L), (_service.Metrics.Stored, _service.Metrics.Duplicates));
        Assert.Single(new IngestQueries(_database).Alarms(), static alarm => alarm.Kind == HubAlarms.Gap);
    }

    [Fact]
    public void An_event_without_a_number_is_kept_apart_and_is_no_gap()
    {
        var intake = Intake(fence: 3);
        intake.Begin(_hub, new PartitionEnds(false, 0, 9));
        var tooLarge = new PartitionEvent(null, null, default, null, "no AMQP message (BadSize)", default);
        Assert.Empty(intake.Commit([Event(0), tooLarge]));
        Assert.Empty(intake.Commit([tooLarge, Event(3)]));
        Assert.Equal(2, new IngestQueries(_database).Counts().Quarantined);
    }

    [Fact]
    public void A_full_quarantine_undoes_the_whole_batch()
    {
        var intake = Intake(fence: 3);
        intake.Begin(_hub, new PartitionEnds(false, 0, 9));
        _database.Write(static connection => { connection.Execute("UPDATE quarantine_size SET events = 100000"); });
        Assert.Throws<QuarantineFullException>(() => intake.Commit([Event(0), new PartitionEvent(1, "b", default, null, "spoiled", new byte[] { 1 })]));
        Assert.Equal((0L, null), (new IngestQueries(_database).Counts().Messages, Position()));
    }

    [Fact]
    public void A_batch_of_more_rows_than_a_copy_takes_is_stored_event_by_event()
    {
        Assert.Throws<CopyTooLargeException>(static () => { new CopyRows().AddBytes(StoreLimits.CopyBytesMax); });
        var intake = Intake(fence: 3);
        intake.Begin(_hub, new PartitionEnds(false, 0, 9));
        _service.Stored += static stored =>
        {
            if (stored.Count > 1) throw new CopyTooLargeException();
        };
        Assert.Empty(intake.Commit([Event(0), Event(1)]));
        Assert.Equal((2L, 1L, 1L), (new IngestQueries(_database).Counts().Messages, Position(), intake.At.Sequence));
        Assert.Equal(0, new IngestQueries(_database).Counts().Quarantined);
    }

    [Theory]
    [InlineData(-1, 0, 9, false, -1, null)] // Never read.
    [InlineData(4, 0, 9, false, 4, null)]
    [InlineData(4, 5, 9, false, 4, null)]
    [InlineData(4, 6, 9, false, 5, "hub_gap")]
    [InlineData(4, 10, 9, true, 9, "hub_gap")] // All are gone.
    [InlineData(9, -1, 9, true, 9, null)] // Read to the end, and gone since.
    [InlineData(4, 0, 3, false, -1, "hub_replaced")]
    [InlineData(4, -1, -1, true, -1, "hub_replaced")]
    public void Reading_begins_where_it_is_right(long stored, long first, long last, bool isEmpty, long begins, string? alarm)
    {
        var position = stored < 0 ? null : new PartitionPosition(0, "opaque", stored, 0);
        var start = PartitionStart.Decide(position, _hub, new PartitionEnds(isEmpty, first, last));
        Assert.Equal((begins, alarm), (start.Position.Sequence, start.AlarmKind));
        Assert.Equal(begins == stored && stored >= 0 ? "opaque" : null, start.Position.Offset);
    }

    [Fact]
    public void What_is_held_and_waits_is_measured()
    {
        var told = new Dictionary<string, long>();
        using var metrics = new HubMetrics(static () => [new PartitionState("hub", "0", 3, 7, 5, null), new PartitionState("hub", "1", 1, -1, null, "why")]);
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (metrics.Owns(instrument)) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => told[instrument.Name] = told.GetValueOrDefault(instrument.Name) + value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => told[instrument.Name] = value);
        listener.Start();
        metrics.Stored(20);
        metrics.Stored(22);
        metrics.HeldUp();
        metrics.Gained();
        metrics.Lost();
        listener.RecordObservableInstruments();
        Assert.Equal(
            [("batches", 2L), ("behind", 5L), ("events", 42L), ("held_up", 1L), ("leases_gained", 1L), ("leases_lost", 1L), ("partitions", 2L)],
            told.Select(static one => (one.Key["cloud.ingest.hub.".Length..], one.Value)).OrderBy(static one => one.Item1, StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _service.Metrics.Dispose();
        _database.Dispose();
    }

    private static PartitionEvent Event(int sequence)
    {
        var events = new List<HubEvent>();
        using var writer = new HubEventWriter("G1");
        Assert.True(writer.TryWrite(Wire.Reading(sequence + 1, "1"), Wire.Received, events));
        return new PartitionEvent(sequence, $"@{sequence}", DateTimeOffset.UnixEpoch, events[0], null, events[0].Body);
    }

    private PartitionIntake Intake(long fence) => new(_database, _service, new ManualTime(), "hub", "0", new LeaseGrant("hub", "0", "me", fence));

    private long? Position() => _database.Read(static connection => connection.QueryFirstOrDefault<long?>("SELECT event_sequence FROM hub_partition"));
}
