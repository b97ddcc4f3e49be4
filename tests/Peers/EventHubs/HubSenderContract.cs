using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Gateway.Uplinks.EventHubs;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Shared;
using Xunit;
using ReceivedEvent = Wattline.Cloud.EventHubs.Client.ReceivedEvent;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>What every client behind <see cref="IHubSender"/> must do, against the Event Hubs endpoint.</summary>
public abstract class HubSenderContract : IAsyncLifetime
{
    private EndpointHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected abstract IHubSender Open(HubAccess access, string hub);

    public async ValueTask InitializeAsync() => _host = await StartAsync(TestPorts.Take());

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Events_of_a_key_arrive_whole_and_in_order_in_as_many_batches_as_they_need()
    {
        await using var sender = Open(Access(), "readings");
        HubEvent[] events = [.. Enumerable.Range(0, 50).Select(i => Event(i, bytes: 50_000))];
        var batches = 0;
        for (var first = 0; first < events.Length; batches++)
        {
            var result = await sender.SendAsync("C-0001", events.AsMemory(first), Stop);
            Assert.Equal(HubOutcome.Accepted, result.Outcome);
            Assert.InRange(result.Taken, 1, events.Length - first);
            first += result.Taken;
        }
        Assert.InRange(batches, 3, 6);
        Assert.Equal(HubOutcome.None, sender.Trouble.Outcome);
        var got = await ReadAsync(events.Length);
        for (var i = 0; i < events.Length; i++)
        {
            Assert.Equal("C-0001", got[i].PartitionKey);
            Assert.Equal($"id {i}", got[i].Application["cloudEvents:id"]!.Value.Text);
            Assert.Equal(("application/json", "gzip"), (got[i].Properties.ContentType, got[i].Properties.ContentEncoding));
            Assert.True(events[i].Body.Span.SequenceEqual(got[i].Body.Span));
        }
    }

    [Fact]
    public async Task An_event_larger_than_the_hub_takes_is_named_and_those_behind_it_go_on()
    {
        await using var sender = Open(Access(), "readings");
        HubEvent[] events = [Event(0, bytes: (1 << 20) + 1), Event(1, bytes: 10)];
        var first = await sender.SendAsync("C-0001", events, Stop);
        Assert.Equal((HubOutcome.TooLarge, 1), (first.Outcome, first.Taken));
        Assert.Equal(HubOutcome.Accepted, (await sender.SendAsync("C-0001", events.AsMemory(1), Stop)).Outcome);
        Assert.Single(await ReadAsync(1));
    }

    [Fact]
    public async Task A_hub_that_is_not_there_and_a_key_that_is_wrong_are_told()
    {
        await using (var other = Open(Access(), "other"))
        {
            Assert.Equal(HubOutcome.NotFound, (await other.SendAsync("C-0001", new[] { Event(0) }, Stop)).Outcome);
            Assert.Equal(HubOutcome.NotFound, other.Trouble.Outcome);
        }
        await using var wrong = Open(Access("wrong"), "readings");
        Assert.Equal(HubOutcome.Unauthorised, (await wrong.SendAsync("C-0001", new[] { Event(0) }, Stop)).Outcome);
        Assert.Equal(HubOutcome.Unauthorised, wrong.Trouble.Outcome);
    }

    [Fact]
    public async Task A_key_that_may_only_listen_does_not_send()
    {
        await using var listener = Open(Access("l-key", "listener"), "readings");
        Assert.Equal(HubOutcome.Unauthorised, (await listener.SendAsync("C-0001", new[] { Event(0) }, Stop)).Outcome);
    }

    [Fact]
    public async Task A_hub_that_comes_back_takes_what_it_did_not_take()
    {
        await using var sender = Open(Access(), "readings");
        Assert.Equal(HubOutcome.Accepted, (await sender.SendAsync("C-0001", new[] { Event(0) }, Stop)).Outcome);
        var port = _host.AmqpPort;
        await _host.DisposeAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var sent = UntilAcceptedAsync();
        _host = await StartAsync(port);
        await sent;
        Assert.NotEmpty(await ReadAsync(1));

        async Task UntilAcceptedAsync()
        {
            // As the forwarder does: what a sender gives up is sent again.
            while ((await sender.SendAsync("C-0001", new[] { Event(1) }, patience.Token)) is { Outcome: not HubOutcome.Accepted } result)
                Assert.Equal(HubOutcome.Away, result.Outcome);
        }
    }

    [Fact]
    public async Task Who_gives_up_hears_of_it()
    {
        await _host.DisposeAsync();
        await using var sender = Open(Access(), "readings");
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sent = sender.SendAsync("C-0001", new[] { Event(0) }, impatience.Token);
        await impatience.CancelAsync();
        try
        {
            // Or it was found away before.
            Assert.Equal(HubOutcome.Away, (await sent).Outcome);
        }
        catch (OperationCanceledException) when (impatience.IsCancellationRequested)
        {
            // As it was asked.
        }
    }

    private static Task<EndpointHost> StartAsync(int port)
    {
        var keys = new Dictionary<string, AccessKey> { [EndpointSettings.DefaultKeyName] = new(EndpointSettings.DefaultKey), ["listener"] = new("l-key", AccessRights.Listen) };
        return EndpointHost.StartAsync(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Keys = keys, Limits = new AmqpLimits() }, new EndpointPorts { Amqp = port }, TimeProvider.System, Stop);
    }

    private HubAccess Access(string key = EndpointSettings.DefaultKey, string name = EndpointSettings.DefaultKeyName) =>
        new($"Endpoint=sb://127.0.0.1:{_host.AmqpPort};SharedAccessKeyName={name};SharedAccessKey={key};UseDevelopmentEmulator=true", null, null);

    private static HubEvent Event(int number, int bytes = 100)
    {
        var body = Encoding.ASCII.GetBytes($"{number}".PadRight(bytes));
        return new HubEvent([new("cloudEvents:specversion", "1.0"), new("cloudEvents:id", $"id {number}")], "application/json", "gzip", body);
    }

    private async Task<List<ReceivedEvent>> ReadAsync(int count)
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(Access().Text, out var where));
        await using var connection = EventHubConnection.Open(new EventHubOptions { Namespace = where, Hub = "readings" }, TimeProvider.System, new Random());
        using var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "0" });
        var (all, some) = (new List<ReceivedEvent>(), new List<ReceivedEvent>());
        while (all.Count < count)
        {
            await consumer.ReadAsync(some, 100, Stop);
            all.AddRange(some);
        }
        return all;
    }
}
