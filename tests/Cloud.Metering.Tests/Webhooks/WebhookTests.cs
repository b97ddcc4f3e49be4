using System.Text;
using System.Text.Json;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Webhooks;
using Wattline.Tests.Cloud.Metering.Tests.Processing;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Webhooks;

public sealed class WebhookTests : IDisposable
{
    private readonly MeterDataRig _rig = new();
    private readonly WebhookOutbox _outbox;
    private readonly MeterDataRun _run;

    public WebhookTests()
    {
        _outbox = new WebhookOutbox(_rig.Database, _rig.Time);
        _run = new MeterDataRun(_rig.Database, _rig.Told, _rig.Time, _outbox);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_day_that_is_made_or_changes_is_told_once_and_one_that_stays_is_not()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40, static i => i != 30);
        _run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        _run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        var told = Assert.Single(_outbox.Due(10));
        using var json = JsonDocument.Parse(told.Body);
        var data = json.RootElement.GetProperty("data");
        Assert.Equal(("1.0", "M1", "wattline.intervals.v1"), (json.RootElement.GetProperty("specversion").GetString(), json.RootElement.GetProperty("subject").GetString(), json.RootElement.GetProperty("type").GetString()));
        Assert.Equal((96, "0.01", "3.8.1001"), (data.GetProperty("amounts").GetArrayLength(), data.GetProperty("amounts")[1].GetString(), data.GetProperty("quality").GetProperty("29")[0].GetString()));
        _outbox.Done(told.Id);
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        Assert.Single(_outbox.Due(10));
    }

    [Fact]
    public void What_is_not_taken_is_sent_again_later_and_given_up_in_the_end()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        foreach (var wait in WebhookOutbox.Waits)
        {
            _outbox.Failed(Assert.Single(_outbox.Due(10)));
            Assert.Empty(_outbox.Due(10));
            _rig.Time.Advance(wait);
        }

        _outbox.Failed(Assert.Single(_outbox.Due(10)));
        _rig.Time.Advance(TimeSpan.FromDays(30));
        Assert.Empty(_outbox.Due(10));
        Assert.Equal((0, 1), _outbox.Count());
    }

    [Fact]
    public void A_newer_state_of_a_day_takes_the_place_of_one_that_was_not_taken_so_that_the_older_does_not_come_after_it()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40, static i => i != 30);
        _run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        var old = Assert.Single(_outbox.Due(10));
        _outbox.Failed(old);
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        var told = Assert.Single(_outbox.Due(10));
        Assert.True(told.Id > old.Id);
        _outbox.Done(told.Id);
        _rig.Time.Advance(TimeSpan.FromDays(4));
        Assert.Empty(_outbox.Due(10));
        Assert.Equal((0, 0), _outbox.Count());
    }

    [Fact]
    public void The_signature_is_what_another_program_computes()
    {
        // Computed by openssl dgst -sha256 -hmac over "msg_1.1700000000.{}".
        const string expected = "v1,A5oIrJxXPB/PkULSoVu0e4khvPiqpF9vljmhkSKg0FI=";
        Assert.Equal(expected, WebhookSignature.Of("secret"u8, "msg_1", 1_700_000_000, "{}"));
        Assert.NotEqual(expected, WebhookSignature.Of("secret"u8, "msg_1", 1_700_000_001, "{}"));
        Assert.NotEqual(expected, WebhookSignature.Of(Encoding.UTF8.GetBytes("Secret"), "msg_1", 1_700_000_000, "{}"));
    }
}
