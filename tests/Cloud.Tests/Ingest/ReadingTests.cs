using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

public sealed class ReadingTests : IDisposable
{
    private static readonly QualitySet _silent = default(QualitySet).With(QualityTable.Silent);
    private readonly IngestFixture _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public void A_value_is_stored_as_it_was_shown()
    {
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Reading(1, "12.30")));
        var reading = Assert.Single(_cloud.Readings());
        Assert.Equal(("M1", "1-0:1.8.0", Wire.Day, "12.30"), (reading.Meter, reading.Obis.ToString(), reading.Slot, reading.Value.ToString()));
        Assert.Equal((true, 1, 1, 1500L), (reading.Quality.IsValid, reading.Version, reading.Versions, reading.OffsetMs));
    }

    [Fact]
    public void The_same_message_again_is_a_duplicate_and_changes_nothing()
    {
        _cloud.Service.Deliver(Wire.Reading(1, "12.30"), Wire.Money(1, MoneyType.Credited, 1));
        var before = _cloud.Queries.Counts();
        Assert.Equal(new IngestAnswer(0, 2, 0), _cloud.Service.Deliver(Wire.Reading(1, "12.30"), Wire.Money(1, MoneyType.Credited, 1)));
        Assert.Equal(before, _cloud.Queries.Counts());
    }

    [Fact]
    public void The_same_value_by_another_concentrator_meets_its_twin()
    {
        _cloud.Service.Deliver(Wire.Reading(1, "12.30"), Wire.Reading(1, "12.3", concentrator: "C-0002"));
        Assert.Equal("12.30", Assert.Single(_cloud.Readings()).Value.ToString());
        Assert.Equal(1, _cloud.Readings()[0].Versions);
        Assert.Equal(1, _cloud.Service.Metrics.ValueTwins);
    }

    [Fact]
    public void Another_value_is_a_new_version_and_the_old_one_stays()
    {
        _cloud.Service.Deliver(Wire.Reading(1, "12.30"), Wire.Reading(2, "12.31", quality: default(QualitySet).With(QualityTable.ValueBackwards)));
        var all = _cloud.Queries.Readings(new ReadingPage("M1", null, 0, long.MaxValue, AllVersions: true));
        Assert.Equal(["12.30 1 False", "12.31 2 True"], all.Select(r => $"{r.Value} {r.Version} {r.IsCurrent}"));
        Assert.True(all[1].Quality.Has(QualityTable.ValueBackwards));
        Assert.Equal((2, 2), (_cloud.Readings()[0].Version, _cloud.Readings()[0].Versions));
    }

    [Fact]
    public void An_old_value_that_returns_is_not_a_third_version()
    {
        _cloud.Service.Deliver(Wire.Reading(1, "1.00"), Wire.Reading(2, "2.00"), Wire.Reading(1, "1.00", epoch: 7));
        Assert.Equal(("2.00", 2), (_cloud.Readings()[0].Value.ToString(), _cloud.Readings()[0].Versions));
    }

    [Fact]
    public void A_message_that_was_overtaken_does_not_outrank_the_later_one()
    {
        _cloud.Service.Deliver(Wire.Reading(2, "2.00"), Wire.Reading(1, "1.00"));
        Assert.Equal(("2.00", 2), (_cloud.Readings()[0].Value.ToString(), _cloud.Readings()[0].Versions));
    }

    [Fact]
    public void An_explained_absence_is_a_row_and_a_value_supersedes_it()
    {
        _cloud.Service.Deliver(Wire.Reading(1, null, quality: _silent));
        Assert.Null(_cloud.Readings()[0].Value);
        Assert.True(_cloud.Readings()[0].Quality.Has(QualityTable.Silent));
        Assert.Equal(1, _cloud.Queries.Counts().Absences);

        _cloud.Service.Deliver(Wire.Reading(2, "5.00"));
        Assert.Equal(("5.00", 2, true), (_cloud.Readings()[0].Value.ToString(), _cloud.Readings()[0].Versions, _cloud.Readings()[0].Quality.IsValid));
        Assert.Equal(0, _cloud.Queries.Counts().Absences);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_meter_kept_of_a_slot_stands_in_the_place_of_the_reason_why_its_register_was_not_read(bool reasonFirst)
    {
        ReadingsMessage[] told = [Wire.Reading(1, null, quality: _silent), Wire.Reading(2, "5.00"), Wire.Reading(3, null, Wire.Day + 900, _silent)];
        told[1].Kind = ReadingKind.Freeze;
        _cloud.Service.Deliver(reasonFirst ? told : [.. told.Reverse()]);
        Assert.Equal(["Freeze 5.00", "Register "], _cloud.Readings().OrderBy(r => r.Slot).Select(r => $"{r.Kind} {r.Value}"));
        Assert.Equal(1, _cloud.Queries.Counts().Absences);

        // What was told before stays to be seen, and a register that comes after all counts beside it.
        Assert.Equal(3, _cloud.Queries.Readings(new ReadingPage("M1", null, 0, long.MaxValue, AllVersions: true)).Count);
        _cloud.Service.Deliver(Wire.Reading(4, "5.01"));
        Assert.Equal(["Register 5.01", "Freeze 5.00", "Register "], _cloud.Readings().OrderBy(r => r.Slot).ThenBy(r => r.Kind).Select(r => $"{r.Kind} {r.Value}"));
    }

    [Fact]
    public void A_value_is_never_superseded_by_a_later_absence()
    {
        _cloud.Service.Deliver(Wire.Reading(1, "5.00"), Wire.Reading(2, null, quality: _silent));
        Assert.Equal(("5.00", 1), (_cloud.Readings()[0].Value.ToString(), _cloud.Readings()[0].Versions));
        Assert.Equal(2, _cloud.Queries.Counts().Messages);
    }

    [Fact]
    public void Of_two_reasons_the_one_told_first_in_the_stream_is_kept_whichever_arrives_first()
    {
        var down = default(QualitySet).With(QualityTable.ConcentratorDown);
        _cloud.Service.Deliver(Wire.Reading(2, null, quality: _silent), Wire.Reading(1, null, quality: down), Wire.Reading(3, null, quality: _silent));
        Assert.True(Assert.Single(_cloud.Readings()).Quality.Has(QualityTable.ConcentratorDown));
        Assert.Equal(1, _cloud.Readings()[0].Versions);
    }

    [Fact]
    public void Nothing_without_a_reason_is_not_stored_and_counted()
    {
        _cloud.Service.Deliver(Wire.Reading(1, null));
        Assert.Empty(_cloud.Readings());
        Assert.Equal(1, _cloud.Service.Metrics.ValuesUnexplained);
    }

    [Fact]
    public void Reasons_stay_with_the_channels_that_lack_a_value_and_flags_with_those_that_have_one()
    {
        var quality = _silent.With(QualityTable.ValueBackwards);
        _cloud.Service.Deliver(Wire.Readings(Wire.Header(StreamId.Readings, 1), "M1", Wire.Day, quality, ("1-0:1.8.0", "1.00"), ("1-0:32.7.0", null)));
        var readings = _cloud.Readings();
        Assert.Equal("value_backwards", readings[0].Quality.ToString());
        Assert.Equal("silent", readings[1].Quality.ToString());
    }

    [Fact]
    public void Kind_slot_and_length_are_part_of_the_identity()
    {
        var freeze = Wire.Reading(2, "9.00");
        freeze.Kind = ReadingKind.Freeze;
        var interval = Wire.Reading(3, "9.00");
        interval.Kind = ReadingKind.Interval;
        interval.LengthS = 900;
        _cloud.Service.Deliver(Wire.Reading(1, "9.00"), freeze, interval, Wire.Reading(4, "9.00", Wire.Day + 900));
        Assert.Equal(4, _cloud.Readings().Count);
        Assert.All(_cloud.Readings(), r => Assert.Equal(1, r.Versions));
    }

    [Fact]
    public void A_senml_pack_is_known_by_its_content()
    {
        var pack = Wire.Readings(Wire.Senml(0xfeed), "M1", Wire.Day, default, ("1-0:1.8.0", "3"));
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(pack));
        Assert.Equal(new IngestAnswer(0, 1, 0), _cloud.Service.Deliver(pack));
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Readings(Wire.Senml(0xffff_ffff_ffff_ffff), "M1", Wire.Day + 1, default, ("1-0:1.8.0", "4"))));
        Assert.Equal(2, _cloud.Readings().Count);
        Assert.Empty(_cloud.Replays.Open("G1"));
    }

    [Fact]
    public void Stored_is_told_once_after_the_commit_with_the_new_messages()
    {
        var told = new List<long>();
        _cloud.Service.Stored += headers =>
        {
            Assert.Equal(headers.Count, _cloud.Queries.Counts().Messages);
            told.AddRange(headers.Select(h => h.Sequence));
        };
        _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Reading(2, "2", Wire.Day + 900));
        _cloud.Service.Deliver(Wire.Reading(1, "1"));
        Assert.Equal([1L, 2L], told);
    }

    [Fact]
    public void The_largest_values_survive()
    {
        _cloud.Service.Deliver(
            Wire.Readings(Wire.Header(StreamId.Readings, 1, hash: ulong.MaxValue), "M1", long.MaxValue, default, ("1-0:1.8.0", "9223372036854775807"), ("1-0:2.8.0", "-9.223372036854775808")));
        Assert.Equal(["9223372036854775807", "-9.223372036854775808"], _cloud.Readings().Select(r => r.Value.ToString()));
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.Deliver(Wire.Reading(1, "1")));
    }
}
