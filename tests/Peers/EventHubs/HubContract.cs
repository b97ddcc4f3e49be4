using System.Text;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;
using Xunit;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>What every client behind <see cref="IHub"/> must do, against the Event Hubs endpoint.</summary>
public abstract class HubContract : IAsyncLifetime
{
    private EndpointHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected abstract IHub Open(string connectionString, string hub);

    public async ValueTask InitializeAsync() => _host =
        await EndpointHost.StartAsync(new EndpointSettings { Hubs = [new HubSettings("readings", 2, [])] }, new EndpointPorts(), TimeProvider.System, Stop);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_hub_says_what_it_is_and_what_it_holds()
    {
        await using var hub = Open(Text(), "readings");
        Assert.Equal("127.0.0.1/readings/$default", hub.Name);
        var shape = await hub.DescribeAsync(Stop);
        Assert.Equal(["0", "1"], shape.Partitions);
        Assert.Equal(new PartitionEnds(true, -1, -1), await hub.DescribeAsync("0", Stop));
        await SendAsync(0, 3);
        Assert.Equal(new PartitionEnds(false, 0, 2), await hub.DescribeAsync("0", Stop));
    }

    [Fact]
    public async Task Events_come_whole_and_in_order_and_reading_goes_on_behind_an_offset()
    {
        await SendAsync(0, 40);
        await using var hub = Open(Text(), "readings");
        List<PartitionEvent> got;
        using (var reader = hub.Read("0", null, ownerLevel: 1))
        {
            got = await ReadAsync(reader, 40);
            Assert.Equal(39, reader.LastSequence);
        }
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal((i, (string?)null), (got[i].Sequence, got[i].Fault));
            var content = got[i].Content!;
            Assert.Equal(("application/json", "gzip", $"event {i}"), (content.ContentType, content.ContentEncoding, Encoding.ASCII.GetString(content.Body.Span)));
            Assert.Equal($"id {i}", content.Properties.Single(property => property.Key == "cloudEvents:id").Value);
            Assert.Null(content.Properties.Single(property => property.Key == "number").Value);
        }
        using var again = hub.Read("0", got[24].Offset, ownerLevel: 2);
        Assert.Equal(25, (await ReadAsync(again, 15))[0].Sequence);
    }

    [Fact]
    public async Task Who_gives_up_waiting_loses_nothing()
    {
        await using var hub = Open(Text(), "readings");
        using var reader = hub.Read("0", null, ownerLevel: 1);
        var got = new List<PartitionEvent>();
        for (var next = 0; next < 10; next++)
        {
            using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var reading = reader.ReadAsync(got, 5, impatience.Token);
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            await SendAsync(0, 1);
            await reader.ReadAsync(got, 5, Stop);
            Assert.Equal([next], got.Select(one => (int)one.Sequence!.Value));
        }
    }

    [Fact]
    public async Task A_higher_owner_level_takes_the_partition()
    {
        await SendAsync(0, 1);
        await using var hub = Open(Text(), "readings");
        using var first = hub.Read("0", null, ownerLevel: 1);
        await ReadAsync(first, 1);
        using var second = hub.Read("0", null, ownerLevel: 2);
        await ReadAsync(second, 1);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => first.ReadAsync([], 1, Stop));
        Assert.True(refused.IsStolen);
    }

    [Fact]
    public async Task A_refusal_is_no_wait()
    {
        await using var other = Open(Text(), "other");
        Assert.False((await Assert.ThrowsAsync<HubRefusedException>(() => other.DescribeAsync(Stop))).IsStolen);
        await using var wrong = Open(Text("wrong"), "readings");
        Assert.False((await Assert.ThrowsAsync<HubRefusedException>(() => wrong.DescribeAsync(Stop))).IsStolen);
    }

    private string Text(string key = EndpointSettings.DefaultKey) =>
        $"Endpoint=sb://127.0.0.1:{_host.AmqpPort};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={key};UseDevelopmentEmulator=true";

    private static async Task<List<PartitionEvent>> ReadAsync(IPartitionReader reader, int count)
    {
        var (all, some) = (new List<PartitionEvent>(), new List<PartitionEvent>());
        while (all.Count < count)
        {
            await reader.ReadAsync(some, 7, Stop);
            Assert.InRange(some.Count, 1, 7);
            all.AddRange(some);
        }
        return all;
    }

    private async Task SendAsync(int partition, int count)
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(Text(), out var where));
        await using var connection = EventHubConnection.Open(new EventHubOptions { Namespace = where, Hub = "readings" }, TimeProvider.System, new Random());
        using var producer = connection.CreateProducer($"{partition}");
        var batch = producer.CreateBatch();
        for (var i = 0; i < count; i++)
        {
            Assert.True(batch.TryAdd(new EventData
            {
                Body = Encoding.ASCII.GetBytes($"event {i}"),
                ContentType = "application/json",
                ContentEncoding = "gzip",
                Properties = [KeyValuePair.Create("cloudEvents:id", AmqpValue.String($"id {i}")), KeyValuePair.Create("number", AmqpValue.Long(i))],
            }));
        }
        Assert.Equal(SendOutcome.Accepted, (await producer.SendAsync(batch, Stop)).Outcome);
    }
}
