using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Peers.Postgres;

/// <summary>A database that goes away, and comes back: what was answered is there, what was not is sent again, and nothing has to be restarted.</summary>
public sealed class OutageTests
{
    private const string Token = "a-token-for-the-gateway";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task A_portal_whose_database_is_away_says_not_now_and_goes_on_by_itself()
    {
        await using var cluster = await PostgresCluster.StartAsync(Stop);
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Listen = "http://127.0.0.1:0",
                DatabaseConnection = cluster.NewSchema(),
                GatewayTokens = new Dictionary<string, string> { ["G1"] = Token },
                ReadToken = "a-token-for-a-reader",
            },
            TimeProvider.System, NullLoggerFactory.Instance, Stop);
        using var http = new HttpClient { BaseAddress = portal.Url };
        Assert.Equal(HttpStatusCode.OK, await Deliver(http, 1));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Stop)).StatusCode);

        foreach (var how in (string[])["fast", "immediate"])
        {
            await cluster.StopAsync(how, Stop);
            // Many at once: none hangs, and all are told.
            var refused = await Task.WhenAll(Enumerable.Range(2, 200).Select(i => Deliver(http, i)));
            Assert.All(refused, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/live", UriKind.Relative), Stop)).StatusCode);

            await cluster.StartAgainAsync(Stop);
            await Patience.UntilAsync(async () => await Deliver(http, 2) == HttpStatusCode.OK, () => "The portal does not find its database again.", Stop);
        }

        Assert.Equal((2L, 2L), (portal.Queries.Counts().Messages, portal.Queries.Counts().Readings));
    }

    [Fact]
    public async Task A_portal_whose_database_is_not_there_at_start_says_where_it_looked()
    {
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => PortalProcess.StartAsync(
            new PortalSettings { Listen = "http://127.0.0.1:0", DatabaseConnection = "Host=127.0.0.1;Port=1;Database=wattline;Username=w;Password=not-to-be-said" }, TimeProvider.System, NullLoggerFactory.Instance, Stop));
        Assert.Contains("127.0.0.1:1/wattline", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-said", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 900_000)]
    public async Task Killed_while_batches_are_stored_it_holds_all_that_was_answered_and_each_once()
    {
        const int Batches = 400;
        await using var cluster = await PostgresCluster.StartAsync(Stop);
        using var database = Database.Connect(cluster.NewSchema(), TimeProvider.System, IngestSchema.Tables);
        using var metrics = new IngestMetrics();
        var service = new IngestService(database, TimeProvider.System, metrics);
        var queue = new System.Collections.Concurrent.ConcurrentQueue<int>(Enumerable.Range(0, Batches));
        var stored = 0;
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (queue.TryDequeue(out var batch))
            {
                while (true)
                {
                    try
                    {
                        service.Deliver(Enumerable.Range(batch * 5 + 1, 5).Select(i => Wire.Reading(i, "1.5", Wire.Day + i * 900L)));
                        Interlocked.Increment(ref stored);
                        break;
                    }
                    catch (StoreUnavailableException)
                    {
                        await Task.Delay(20, Stop);
                    }
                }
            }
        }, Stop)).ToList();
        for (var kill = 1; kill <= 3; kill++)
        {
            var enough = kill * Batches / 5;
            await Patience.UntilAsync(() => Volatile.Read(ref stored) >= enough, () => $"{stored} of {Batches} batches were stored", Stop);
            await cluster.StopAsync("immediate", Stop);
            await cluster.StartAgainAsync(Stop);
        }

        await Task.WhenAll(workers);
        var queries = new Wattline.Cloud.Ingest.Queries.IngestQueries(database);
        var counts = queries.Counts();
        Assert.Equal((Batches * 5L, Batches * 5L, 0L), (counts.Messages, counts.Readings, counts.Versions));
        Assert.Equal((1L, Batches * 5L), database.Read(c => c.QueryFirstOrDefault<(long, long)>("SELECT first, last FROM coverage")));
    }

    private static async Task<HttpStatusCode> Deliver(HttpClient http, int sequence)
    {
        using var content = new ByteArrayContent(Wire.Batch(Wire.Reading(sequence, "1.5", Wire.Day + sequence * 900L)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var answer = await http.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
