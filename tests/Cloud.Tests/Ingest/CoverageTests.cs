using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

public sealed class CoverageTests : IDisposable
{
    private readonly IngestFixture _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public void Coverage_is_one_range_whatever_the_order()
    {
        Deliver(3, 1, 2, 5, 4);
        Assert.Equal([(1L, 5L)], Ranges());
        Deliver(9, 7);
        Assert.Equal([(1L, 5L), (7L, 7L), (9L, 9L)], Ranges());
        Deliver(8, 6);
        Assert.Equal([(1L, 9L)], Ranges());
    }

    [Fact]
    public void A_gap_is_asked_for_after_the_settling_time_and_closes_when_it_is_filled()
    {
        Deliver(1, 4);
        Assert.Empty(_cloud.Replays.Open("G1"));
        _cloud.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(_cloud.Replays.Open("G1"));
        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        var request = Assert.Single(_cloud.Replays.Open("G1"));
        Assert.Equal(("C-0001", "abcdef0123456789", "readings", 2L, 3L), (request.Concentrator, request.Epoch, request.Stream, request.First, request.Last));
        Assert.Equal(request, Assert.Single(_cloud.Replays.Open("G1")));
        Assert.Empty(_cloud.Replays.Open("G2"));

        Deliver(2);
        Assert.Equal(request with { First = 3 }, Assert.Single(_cloud.Replays.Open("G1")));
        Deliver(3);
        Assert.Empty(_cloud.Replays.Open("G1"));
        Assert.Equal((0L, 1L), (_cloud.Queries.Counts().ReplaysOpen, _cloud.Queries.Counts().ReplaysClosed));
    }

    [Fact]
    public void A_gap_that_fills_within_the_settling_time_is_never_asked_for()
    {
        Deliver(1, 3);
        Assert.Empty(_cloud.Replays.Open("G1"));
        Deliver(2);
        _cloud.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_cloud.Replays.Open("G1"));
    }

    [Fact]
    public void What_is_told_as_lost_is_explained_and_not_asked_for_again()
    {
        Deliver(1, 9);
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(_cloud.Replays.Open("G1"));
        _cloud.Service.Deliver(Wire.Lost(1, "readings", 2, 8));
        Assert.Empty(_cloud.Replays.Open("G1"));
        var lost = Assert.Single(_cloud.Queries.Lost());
        Assert.Equal(("readings", 2L, 8L, "overwritten"), (lost.Stream, lost.First, lost.Last, lost.Reason));
        Assert.Equal(0, _cloud.Queries.Streams().Single(s => s.Stream == "readings").Missing);
    }

    [Theory]
    [InlineData(5UL)]
    [InlineData(0xfedcba9876543210UL)]
    public void A_loss_of_an_earlier_epoch_explains_that_epoch_and_no_other(ulong earlier)
    {
        _cloud.Service.Deliver(Wire.Reading(1, "1", epoch: earlier), Wire.Reading(4, "1", Wire.Day + 900, epoch: earlier));
        Deliver(1, 4);
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, _cloud.Replays.Open("G1").Count);
        _cloud.Service.Deliver(Wire.Event(1, "lost", "readings", $"[2,3,\"unreadable\",{earlier}]"));
        var lost = Assert.Single(_cloud.Queries.Lost());
        Assert.Equal((earlier.ToString("x16"), 2L, 3L, "unreadable"), (lost.Epoch, lost.First, lost.Last, lost.Reason));
        Assert.Equal("abcdef0123456789", Assert.Single(_cloud.Replays.Open("G1")).Epoch);
    }

    [Fact]
    public void A_lost_range_in_the_midst_leaves_both_sides_to_be_asked_for()
    {
        Deliver(1, 100);
        _cloud.Service.Deliver(Wire.Lost(1, "readings", 40, 60));
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([(2L, 39L), (61L, 99L)], _cloud.Replays.Open("G1").Select(r => (r.First, r.Last)));
        Assert.Equal(38 + 39, _cloud.Queries.Streams().Single(s => s.Stream == "readings").Missing);
    }

    [Fact]
    public void A_message_lost_and_then_found_is_stored_all_the_same()
    {
        _cloud.Service.Deliver(Wire.Lost(1, "readings", 1, 1));
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Reading(1, "1")));
        Assert.Single(_cloud.Readings());
    }

    [Fact]
    public void Near_gaps_are_asked_for_together_and_far_ones_apart()
    {
        Deliver(1, 3, 5, 100);
        Deliver([.. Enumerable.Range(7, 40).Select(i => (long)i)]);
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([(2L, 6L), (47L, 99L)], _cloud.Replays.Open("G1").Select(r => (r.First, r.Last)));
    }

    [Fact]
    public void A_gap_without_end_is_asked_for_in_bounded_parts()
    {
        Deliver(long.MaxValue);
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromMinutes(5));
        var request = Assert.Single(_cloud.Replays.Open("G1"));
        Assert.Equal((1L, IngestLimits.ReplayMessagesMax), (request.First, request.Last));
    }

    [Fact]
    public void Requests_of_one_stream_are_bounded()
    {
        Deliver(Enumerable.Range(1, 40).SelectMany(i => Enumerable.Range(i * 100, 12)).Select(i => (long)i));
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(IngestLimits.ReplaysOfStreamMax, _cloud.Replays.Open("G1").Count);
    }

    [Fact]
    public void Another_epoch_has_its_own_coverage()
    {
        _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Reading(1, "1", epoch: 5), Wire.Reading(2, "2", epoch: 5));
        Assert.Equal(["0000000000000005 2", "abcdef0123456789 1"], _cloud.Queries.Streams().Select(s => $"{s.Epoch} {s.Highest}"));
    }

    [Fact]
    public void Gaps_are_found_between_ranges_that_touch_and_overlap()
    {
        Assert.Equal([new(1, 2), new(11, 11)], SequenceRange.Gaps([new(3, 8), new(4, 5), new(9, 10), new(12, 12)]));
        Assert.Empty(SequenceRange.Gaps([new(1, long.MaxValue)]));
        Assert.Empty(SequenceRange.Gaps([]));
    }

    private void Deliver(params IEnumerable<long> sequences) =>
        _cloud.Service.Deliver(sequences.Select(s => Wire.Reading(s, "1", Wire.Day + s % 1000)));

    private List<(long, long)> Ranges() => _cloud.Database.Read(c => c.Query<(long, long)>("SELECT first, last FROM coverage ORDER BY first").ToList());

    [Theory]
    [InlineData("\"1.00\"", "1.00")]
    [InlineData("\"length\":0", "\"length\":{}")]
    [InlineData("\"offset_ms\"", "\"twist_ms\"")]
    [InlineData("wattline.readings.v1", "wattline.readings.v2")]
    [InlineData("\"meter\":\"M1\"", "\"meter\":\"\\ud800\"")]
    public void A_message_whose_content_is_refused_has_come_and_is_not_asked_for_again(string from, string to)
    {
        var bad = Refused(2, from, to);
        _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Reading(3, "3", Wire.Day + 900));
        for (var i = 0; i < 2; i++) Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.DeliverBytes(bad));
        Assert.Empty(Settled());
        Assert.Equal(0, Assert.Single(_cloud.Queries.Streams()).Missing);
        Assert.Single(_cloud.Queries.Quarantine());

        // Sent once more and understood, it is stored.
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Reading(2, "2", Wire.Day + 1800)));
        Assert.Equal(3, _cloud.Readings().Count);
    }

    [Theory]
    [InlineData("\"sequence\":2", "\"sequence\":3")]
    [InlineData("\"sequence\":2", "\"sequence\":-2")]
    [InlineData("\"boot\":1", "\"boot\":\"1\"")]
    public void A_message_whose_header_is_refused_covers_nothing(string from, string to)
    {
        _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Reading(4, "3", Wire.Day + 900));
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.DeliverBytes(Refused(2, from, to)));
        var asked = Assert.Single(Settled());
        Assert.Equal((2, 3), (asked.First, asked.Last));
    }

    [Fact]
    public void Refused_content_under_an_identity_that_is_stored_otherwise_is_a_clone()
    {
        _cloud.Service.Deliver(Wire.Readings(Wire.Header(StreamId.Readings, 2, hash: 666), "M1", Wire.Day, default, ("1-0:1.8.0", "99")));
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.DeliverBytes(Refused(2, "\"1.00\"", "1.00")));
        Assert.Equal("clone", Assert.Single(_cloud.Queries.Alarms()).Kind);
    }

    [Fact]
    public void A_message_in_a_gateways_quarantine_has_come_and_the_reason_is_shown()
    {
        var notice = new QuarantineNotice { Header = Wire.Header(StreamId.Readings, 2), Reason = "plan_unknown" };
        _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Reading(3, "3", Wire.Day + 900));
        for (var i = 0; i < 2; i++) Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.Deliver(notice));
        Assert.Empty(Settled());
        var kept = Assert.Single(_cloud.Queries.Quarantine());
        Assert.Equal(("gateway", "plan_unknown"), (kept.Field, kept.Reason));

        // The gateway understands it in the end; then its word comes once more.
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Reading(2, "2", Wire.Day + 1800)));
        Assert.Equal(new IngestAnswer(0, 1, 0), _cloud.Service.Deliver(notice));
    }

    [Fact]
    public void A_text_is_measured_without_its_escapes()
    {
        var account = new string('é', 128);
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Money(1, MoneyType.Escrow, 1, account: account)));
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.Deliver(Wire.Money(2, MoneyType.Escrow, 2, account: account + "é")));
        Assert.Equal("data.account", Assert.Single(_cloud.Queries.Quarantine()).Field);
    }

    private IReadOnlyList<ReplayRequest> Settled()
    {
        _cloud.Replays.Open("G1");
        _cloud.Time.Advance(TimeSpan.FromSeconds(30));
        return _cloud.Replays.Open("G1");
    }

    private static byte[] Refused(long sequence, string from, string to)
    {
        var good = System.Text.Encoding.UTF8.GetString(Wire.Batch(Wire.Reading(sequence, "1.00")));
        Assert.Contains(from, good, StringComparison.Ordinal);
        return System.Text.Encoding.UTF8.GetBytes(good.Replace(from, to, StringComparison.Ordinal));
    }
}
