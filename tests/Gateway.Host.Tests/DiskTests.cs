using System.Net;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

/// <summary>A gateway whose disks fail or are full: what clients, supervisors and logs see of it.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly GatedDisk _journal = new();
    private readonly GatedDisk _quarantine = new();
    private readonly GatedDisk _sessions = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _journal.Dispose();
        _quarantine.Dispose();
        _sessions.Dispose();
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task After_a_failed_sync_nothing_is_acknowledged_and_readiness_and_the_log_tell()
    {
        await using var rig = await StartAsync();
        await using var device = await rig.ConnectAsync(Stop);
        await device.PublishAsync("v1/up/C-1/money", [1], Stop);
        _journal.SyncFails = true;
        await device.PublishUnacknowledgedAsync("v1/up/C-1/money", [2], Stop);
        await UntilAsync(() => rig.Gateway.Status.Journal == JournalState.Stopped);
        // The sync is not tried again, though it would succeed now.
        _journal.SyncFails = false;
        await device.PublishUnacknowledgedAsync("v1/up/C-1/money", [3], Stop);
        Assert.Empty(await device.PingAsync(Stop));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(rig));
        await UntilAsync(() => rig.Logs.Contains("journal failed", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_full_disk_is_told_and_clients_are_acknowledged_when_there_is_room()
    {
        await using var rig = await StartAsync();
        await using var device = await rig.ConnectAsync(Stop);
        _journal.IsFull = true;
        var acknowledged = device.PublishAsync("v1/up/C-1/money", [1], Stop);
        await UntilAsync(() => rig.Gateway.Status.Journal == JournalState.DiskFull);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(rig));
        Assert.False(acknowledged.IsCompleted);
        _journal.IsFull = false;
        await acknowledged;
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(rig));
        await UntilAsync(() => rig.Logs.Contains("disk of the journal is full", StringComparison.Ordinal) && rig.Logs.Contains("journal is written again", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task After_a_failed_sync_of_the_sessions_no_subscription_is_acknowledged_and_readiness_and_the_log_tell()
    {
        await using var rig = await StartAsync();
        await using var device = await rig.ConnectAsync(Stop, clean: false);
        await device.SubscribeAsync("v1/down/C-1/time", Stop);
        _sessions.SyncFails = true;
        await device.SubscribeUnacknowledgedAsync("v1/down/C-1/plan", Stop);
        await UntilAsync(() => rig.Gateway.Status.Sessions == JournalState.Stopped);
        Assert.DoesNotContain(0x90, await device.PingAsync(Stop));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(rig));
        await UntilAsync(() => rig.Logs.Contains("sessions' log failed", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Readiness_tells_a_stream_that_what_is_held_has_stopped()
    {
        using (var journal = JournalLog.Open(_journal, new JournalOptions(), new ManualTime()))
        {
            for (var i = 0; i <= RuntimeLimits.PoisonHeldMax; i++)
                Assert.Equal(AppendOutcome.Appended, journal.Append(JournalStream.Readings, 0, "v1/up/C-1/readings"u8, BitConverter.GetBytes(i).AsMemory(), out _));
        }
        _quarantine.IsFull = true;
        await using var rig = await StartAsync();
        await UntilAsync(() => rig.Gateway.Status.Blocked.Count > 0);
        Assert.Equal(["readings"], rig.Gateway.Status.Blocked);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(rig));
    }

    private static async Task<HttpStatusCode> ReadyAsync(Rig rig)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{rig.Gateway.HttpPort}/health/ready"), Stop);
        return answer.StatusCode;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<Rig> StartAsync() =>
        Rig.StartAsync(Stop, disks: new Dictionary<string, IJournalDisk> { ["journal"] = _journal, ["quarantine"] = _quarantine, ["sessions"] = _sessions });
}
