using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Firmware.Cbor;
using Wattline.Gateway.Mqtt.Client;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers;

/// <summary>The gateway's process, its disk and its sockets are real, and it is killed while everybody talks to it.</summary>
public sealed class KillTests
{
    private const int Kills = 20;
    private const int Clients = 50;
    private const int Window = 16;
    private const int AcknowledgedBetweenKillsMax = 8_000;
    private const int NoteMinor = 100;
    private const string Token = "a-token-for-the-gateway";

    private static readonly TimeSpan _storedWithin = TimeSpan.FromMinutes(3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task Killed_twenty_times_it_loses_no_acknowledged_note_and_credits_none_twice()
    {
        var seed = Environment.TickCount;
        // Printed with a failure, whichever it is: an assertion's or a time-out's.
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("wattline-kill-");
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Listen = "http://127.0.0.1:0",
                DatabaseFile = Path.Combine(folder.FullName, "cloud.db"),
                GatewayTokens = new Dictionary<string, string> { ["gw"] = Token },
            },
            TimeProvider.System, null, Stop);
        var port = TestPorts.Take();
        using var enough = new CancellationTokenSource();
        var gateway = await StartAsync();
        var acknowledged = new Milestone();
        var stored = new Milestone();
        portal.Ingest.Stored += headers => stored.Add(headers.Count);
        var clients = Enumerable.Range(0, Clients).Select(number => PublishAsync($"K-{number}", port, acknowledged, enough.Token)).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            await acknowledged.FurtherAsync(random.Next(1, AcknowledgedBetweenKillsMax), Stop);
            await gateway.DisposeAsync();
            gateway = await StartAsync();
        }
        await enough.CancelAsync();
        var published = await Task.WhenAll(clients);

        Assert.All(published, count => Assert.True(count > 0, $"seed {seed}: a client got nothing through"));
        // Where something is missing the comparison says what; waiting for it longer would not bring it.
        await stored.ReachedAsync(published.Sum(), Stop).WaitAsync(_storedWithin, Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await gateway.DisposeAsync();
        Assert.Equal(
            published.Select((count, number) => ($"K-{number}", (long)count * NoteMinor, (long)count)).Order(),
            portal.Queries.Accounts().Select(account => (account.Account, account.Credited, account.Notes)).Order());
        Assert.Empty(portal.Queries.Quarantine());
        folder.Delete(recursive: true);

        Task<GatewayChild> StartAsync() => GatewayChild.StartAsync(
            [], port, Stop, $"--Journal:Directory={Path.Combine(folder.FullName, "gateway")}", "--Gateway:Name=gw", "--Uplink:Kind=http",
            $"--Uplink:Url={portal.Url}", $"--Uplink:Token={Token}");
    }

    /// <summary>Publishes a kiosk's notes, one sequence after the other, until it is enough and all are acknowledged. Gives how many.</summary>
    private static async Task<int> PublishAsync(string name, int port, Milestone acknowledged, CancellationToken enough)
    {
        await using var client = new MqttClient(
            new MqttClientOptions { ClientId = name, InFlightMax = Window, SessionExpirySeconds = 60, BackoffMsMin = 20, BackoffMsMax = 100, Version = MqttVersion.V311 },
            new MqttServer("127.0.0.1", port).OpenAsync, new NoEvents(), TimeProvider.System, new Random(1));
        client.Start();
        var underWay = new Queue<Task<MqttPublishResult>>();
        var sequence = 0;
        while (!enough.IsCancellationRequested || underWay.Count > 0)
        {
            while (!enough.IsCancellationRequested && underWay.Count < Window)
                underWay.Enqueue(client.PublishAsync(new($"v1/up/{name}/money", Note(name, ++sequence), 1, false), Stop));
            if (!underWay.TryDequeue(out var oldest)) continue;
            Assert.True((await oldest).IsSent);
            acknowledged.Add(1);
        }
        return sequence;
    }

    private static ReadOnlyMemory<byte> Note(string name, int number)
    {
        var writer = new CborWriter(new byte[128]);
        writer.WriteArray(8);
        foreach (var field in new[] { 1, 7, 0, number, 1, number }) writer.WriteUInt((ulong)field);
        writer.WriteNull();
        writer.WriteArray(9);
        writer.WriteUInt(1);
        writer.WriteText("kiosk");
        writer.WriteUInt(1);
        writer.WriteUInt((ulong)number);
        writer.WriteText(name);
        writer.WriteUInt(1);
        writer.WriteUInt(NoteMinor);
        writer.WriteText("EUR");
        writer.WriteNull();
        return writer.Buffer.AsMemory(0, writer.Position);
    }

    /// <summary>A count that can be waited for.</summary>
    private sealed class Milestone
    {
        private readonly Lock _lock = new();
        private long _count;
        private long _wanted = long.MaxValue;
        private TaskCompletionSource _reached = new();

        public void Add(int more)
        {
            lock (_lock)
            {
                _count += more;
                if (_count >= _wanted) _reached.TrySetResult();
            }
        }

        public Task FurtherAsync(long more, CancellationToken stop) => ReachedAsync(Interlocked.Read(ref _count) + more, stop);

        public Task ReachedAsync(long count, CancellationToken stop)
        {
            lock (_lock)
            {
                if (_count >= count) return Task.CompletedTask;
                (_wanted, _reached) = (count, new(TaskCreationOptions.RunContinuationsAsynchronously));
                return _reached.Task.WaitAsync(stop);
            }
        }
    }

    private sealed class NoEvents : IMqttClientEvents
    {
        public void Connected(bool sessionPresent)
        {
        }

        public void Disconnected(MqttClientEnd end, byte reason)
        {
        }

        public bool Received(in MqttReceived message) => true;

        public void Completed(long token, MqttPublishOutcome outcome, byte reason)
        {
        }

        public void Subscribed(long token, ReadOnlySpan<byte> reasons)
        {
        }
    }
}
