using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Tokens;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Simulators.EventHub.Host;

/// <summary>The endpoint and our client on real sockets.</summary>
public sealed class HostTests : IAsyncLifetime
{
    /// <summary>Milliseconds: the end of a test that would never end.</summary>
    private const int HangsAfter = 180_000;

    private static readonly EndpointSettings _settings = new() { Hubs = [new HubSettings("readings", 2, [])] };
    private EndpointHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await EndpointHost.StartAsync(_settings, new EndpointPorts(), TimeProvider.System, Stop);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task What_is_sent_over_sockets_is_read_over_sockets()
    {
        await using var connection = Connect();
        var hub = await connection.GetHubPropertiesAsync(Stop);
        Assert.Equal(["0", "1"], hub.PartitionIds);
        var producer = connection.CreateProducer("1");
        await producer.OpenedAsync(Stop);
        for (int b = 0; b < 10; b++)
        {
            var batch = producer.CreateBatch();
            for (int i = 0; i < 100; i++)
            {
                Assert.True(batch.TryAdd(new EventData { Body = new byte[2_000], MessageId = $"{(b * 100) + i}" }));
            }
            Assert.Equal(SendOutcome.Accepted, (await producer.SendAsync(batch, Stop)).Outcome);
        }
        Assert.Equal(999, (await connection.GetPartitionPropertiesAsync("1", Stop)).LastSequence);

        var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "1", Prefetch = 100 });
        var got = new List<ReceivedEvent>();
        for (int next = 0; next < 1_000;)
        {
            await consumer.ReadAsync(got, 64, Stop);
            Assert.All(got, received => Assert.Equal($"{next++}", received.Properties.MessageId.Text));
        }
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Several_producers_share_a_connection()
    {
        await using var connection = Connect();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async p =>
        {
            var producer = connection.CreateProducer($"{p % 2}");
            await producer.OpenedAsync(Stop);
            var under = new Queue<Task<SendReport>>();
            for (int b = 0; b < 50; b++)
            {
                var batch = producer.CreateBatch();
                Assert.True(batch.TryAdd(new EventData { Body = new byte[10_000] }));
                under.Enqueue(producer.SendAsync(batch, Stop));
                if (under.Count > 4)
                {
                    Assert.Equal(SendOutcome.Accepted, (await under.Dequeue()).Outcome);
                }
            }
            await Task.WhenAll(under);
        }));
        Assert.Equal(200, _host.Endpoint.Counters.EventsIn);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task An_unknown_partition_is_an_error_and_not_a_wait()
    {
        await using var connection = Connect();
        var broken = await Assert.ThrowsAsync<EventHubException>(() => connection.GetPartitionPropertiesAsync("7", Stop));
        Assert.Equal(FailureKind.NotFound, broken.Kind);
        await Assert.ThrowsAsync<EventHubException>(() => connection.CreateProducer("7").OpenedAsync(Stop));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Events_are_published_by_rest()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_host.HttpPort}/") };
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(http, "readings/messages", "x", "text/plain")).StatusCode);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", SasToken.Create("http://127.0.0.1/readings", EndpointSettings.DefaultKeyName, EndpointSettings.DefaultKey, DateTimeOffset.UtcNow.AddHours(1)));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(http, "readings/partitions/0/messages", "x", "text/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(http, "readings/partitions/0/messages?timeout=60&api-version=2014-01",
            """[{"Body":"one","UserProperties":{"a":"b","n":7}},{"Body":"two"}]""", "application/vnd.microsoft.servicebus.json")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(http, "readings/messages", "{", "application/vnd.microsoft.servicebus.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(http, "readings/partitions/9/messages", "x", "text/plain")).StatusCode);
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("health", UriKind.Relative), Stop));
        Assert.Contains("hub readings", await http.GetStringAsync(new Uri("", UriKind.Relative), Stop), StringComparison.Ordinal);

        await using var connection = Connect();
        var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "0" });
        var got = new List<ReceivedEvent>();
        var all = new List<ReceivedEvent>();
        while (all.Count < 3)
        {
            await consumer.ReadAsync(got, 10, Stop);
            all.AddRange(got);
        }
        Assert.Equal(["x", "one", "two"], all.Select(received => Encoding.UTF8.GetString(received.Body.Span)));
        Assert.Equal(7, all[1].Application["n"]!.Value.Integer);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_key_of_another_is_refused()
    {
        await using var connection = Connect("wrong");
        var broken = await Assert.ThrowsAsync<EventHubException>(() => connection.GetHubPropertiesAsync(Stop));
        Assert.Equal(FailureKind.Unauthorized, broken.Kind);
    }

    private EventHubConnection Connect(string key = EndpointSettings.DefaultKey)
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(
            $"Endpoint=sb://127.0.0.1:{_host.AmqpPort};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={key};UseDevelopmentEmulator=true;EntityPath=readings", out var where));
        return EventHubConnection.Open(new EventHubOptions { Namespace = where }, TimeProvider.System, new Random(1));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await http.PostAsync(new Uri(path, UriKind.Relative), content, Stop);
    }
}
