using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

public sealed class QuarantineTests : IDisposable
{
    private readonly IngestFixture _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public void One_identity_with_two_contents_is_a_clone_and_raises_an_alarm()
    {
        var clone = Wire.Readings(Wire.Header(StreamId.Readings, 1, hash: 666), "M1", Wire.Day, default, ("1-0:1.8.0", "99"));
        _cloud.Service.Deliver(Wire.Reading(1, "1"));
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.Deliver(clone));
        Assert.Equal("1", Assert.Single(_cloud.Readings()).Value.ToString());
        var alarm = Assert.Single(_cloud.Queries.Alarms());
        Assert.Equal(("clone", "C-0001", "C-0001/abcdef0123456789/readings/1"), (alarm.Kind, alarm.Concentrator, alarm.Detail));
        Assert.Equal("data.hash", Assert.Single(_cloud.Queries.Quarantine()).Field);

        _cloud.Service.Deliver(clone);
        Assert.Single(_cloud.Queries.Alarms());
        Assert.Single(_cloud.Queries.Quarantine());
    }

    [Theory]
    [InlineData("\"sequence\":2", "\"sequence\":99999999999999999999999999", "data.sequence")]
    [InlineData("\"sequence\":2", "\"sequence\":-1", "data.sequence")]
    [InlineData("\"sequence\":2", "\"sequence\":\"2\"", "data.sequence")]
    [InlineData("\"sequence\":2", "\"sequence\":3", "id")]
    [InlineData("wattline.readings.v1", "wattline.spells.v1", "type")]
    [InlineData("\"1.00\"", "1.00", "data.readings[0].values")]
    [InlineData("\"1.00\"", "\"1e400\"", "data.readings[0].values")]
    [InlineData("\"quality\":[]", "\"quality\":[\"9.9.9\"]", "data.readings[0].quality")]
    [InlineData("\"length\":0", "\"length\":{}", "data.length")]
    [InlineData("\"specversion\":\"1.0\"", "\"specversion\":\"7\"", "specversion")]
    public void A_hostile_event_is_kept_with_its_reason_and_its_neighbours_are_stored(string from, string to, string field)
    {
        var good1 = Encoding.UTF8.GetString(Wire.Batch(Wire.Reading(1, "1.00")))[1..^1];
        var bad = Encoding.UTF8.GetString(Wire.Batch(Wire.Reading(2, "1.00")))[1..^1];
        Assert.Contains(from, bad, StringComparison.Ordinal);
        bad = bad.Replace(from, to, StringComparison.Ordinal);
        var good3 = Encoding.UTF8.GetString(Wire.Batch(Wire.Reading(3, "1.00")))[1..^1];
        var batch = Encoding.UTF8.GetBytes($"[{good1},{bad},{good3}]");
        Assert.Equal(new IngestAnswer(2, 0, 1), _cloud.Service.DeliverBytes(batch));
        Assert.Equal(new IngestAnswer(0, 2, 1), _cloud.Service.DeliverBytes(batch));
        var kept = Assert.Single(_cloud.Queries.Quarantine());
        Assert.Equal((field, bad), (kept.Field, Encoding.UTF8.GetString(kept.Bytes)));
        Assert.NotEmpty(kept.Reason);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    public void What_is_no_event_at_all_is_kept_too(string element)
    {
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.DeliverBytes(Encoding.UTF8.GetBytes($"[{element}]")));
        Assert.Equal(element, Encoding.UTF8.GetString(Assert.Single(_cloud.Queries.Quarantine()).Bytes));
    }

    [Theory]
    [InlineData("readings", "[1]")]
    [InlineData("readings", "[5,4,\"overwritten\"]")]
    [InlineData("readings", "[0,4,\"overwritten\"]")]
    [InlineData("readings", "[1,99999999999999999999,\"overwritten\"]")]
    [InlineData("readings", "[1,2,3]")]
    [InlineData("readings", "{}")]
    [InlineData("readings", "[1,2,\"overwritten\",-1]")]
    [InlineData("readings", "[1,2,\"overwritten\",\"5\"]")]
    [InlineData("readings", "[1,2,\"overwritten\",18446744073709551616]")]
    [InlineData("readings", "[1,2,\"overwritten\",5,6]")]
    [InlineData("dreams", "[1,2,\"overwritten\"]")]
    public void A_loss_that_cannot_be_read_explains_nothing(string stream, string detail)
    {
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.Deliver(Wire.Event(1, "lost", stream, detail)));
        Assert.Empty(_cloud.Queries.Lost());
        Assert.Equal(0, _cloud.Queries.Counts().Events);
    }

    [Fact]
    public void A_batch_that_fails_leaves_nothing_and_can_be_sent_again()
    {
        _cloud.Database.Write(c => c.Execute("ALTER TABLE payment RENAME TO elsewhere"));
        Assert.ThrowsAny<Exception>(() => _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Money(1, MoneyType.Escrow, 1)));
        _cloud.Database.Write(c => c.Execute("ALTER TABLE elsewhere RENAME TO payment"));
        Assert.Equal(0, _cloud.Queries.Counts().Messages);
        Assert.Equal(new IngestAnswer(2, 0, 0), _cloud.Service.Deliver(Wire.Reading(1, "1"), Wire.Money(1, MoneyType.Escrow, 1)));
        Assert.Single(_cloud.Readings());
    }

    [Fact]
    public void Numbers_of_a_batch_whose_commit_failed_are_not_used_for_another_meter()
    {
        // The commit alone fails: a reference that is checked there leads nowhere.
        _cloud.Database.Write(c => c.Execute(TestStore.FailCommits));
        Assert.ThrowsAny<Exception>(() => _cloud.Service.Deliver(Wire.Reading(1, "1")));
        _cloud.Database.Write(c => c.Execute(TestStore.LetCommits));

        var other = Wire.Readings(Wire.Header(StreamId.Readings, 1, "C-0002"), "M2", Wire.Day, default, ("1-0:1.8.0", "2"));
        _cloud.Service.Deliver(other);
        _cloud.Service.Deliver(Wire.Reading(1, "1"));
        Assert.Equal(["M1 1", "M2 2"], _cloud.Readings().Select(r => $"{r.Meter} {r.Value}"));
        Assert.Equal(["C-0001", "C-0002"], _cloud.Queries.Streams().Select(s => s.Concentrator));
    }

    [Theory]
    [InlineData("events = 100000")]
    [InlineData("bytes = 268435456")]
    public void A_full_quarantine_refuses_the_batch_whole_raises_an_alarm_and_takes_it_after_clearing(string full)
    {
        _cloud.Service.DeliverBytes("[1]"u8.ToArray());
        _cloud.Database.Write(c => c.Execute($"UPDATE quarantine_size SET {full}"));
        var batch = Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(Wire.Batch(Wire.Reading(1, "1")))[1..^1]},2]");
        for (var i = 0; i < 2; i++) Assert.Throws<QuarantineFullException>(() => _cloud.Service.DeliverBytes(batch));
        Assert.Equal((0, 1), (_cloud.Queries.Counts().Messages, _cloud.Queries.Counts().Quarantined));
        var alarm = Assert.Single(_cloud.Queries.Alarms());
        Assert.Equal(("quarantine_full", 2L), (alarm.Kind, alarm.Times));

        // What is in it already, and what is understood, still passes.
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.DeliverBytes("[1]"u8.ToArray()));
        Assert.Equal(new IngestAnswer(1, 0, 0), _cloud.Service.Deliver(Wire.Reading(9, "1")));

        Assert.Equal(0, _cloud.Service.ClearQuarantine(_cloud.Time.GetUtcNow()));
        _cloud.Database.Write(c => c.Execute($"UPDATE quarantine_size SET {full}"));
        Assert.Equal(1, _cloud.Service.ClearQuarantine(_cloud.Time.GetUtcNow().AddSeconds(1)));
        Assert.Equal(new IngestAnswer(1, 0, 1), _cloud.Service.DeliverBytes(batch));
        Assert.Equal((1L, 1L), _cloud.Database.Read(c => c.QueryFirstOrDefault<(long, long)>("SELECT events, bytes FROM quarantine_size")));
    }

    [Fact]
    public void A_clone_that_goes_on_and_on_is_one_alarm_more_that_counts()
    {
        for (var i = 1; i <= IngestLimits.AlarmsOfConcentratorMax + 20; i++)
        {
            _cloud.Service.Deliver(Wire.Reading(i, "1", Wire.Day + i * 900));
            _cloud.Service.Deliver(Wire.Readings(Wire.Header(StreamId.Readings, i, hash: 666), "M1", Wire.Day, default, ("1-0:1.8.0", "99")));
        }

        var alarms = _cloud.Queries.Alarms(int.MaxValue);
        Assert.Equal(IngestLimits.AlarmsOfConcentratorMax + 1, alarms.Count);
        Assert.Equal(("and more", 20L), (alarms[0].Detail, alarms[0].Times));
        Assert.All(alarms.Skip(1), a => Assert.Equal(1, a.Times));
    }
}
