using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Uplinks;

public sealed class CloudPollerTests
{
    private const string Snapshot =
        """
        {"version": 12,
         "plans": [{"concentrator": "C-0001", "version": 3, "every_s": 900, "current": true,
           "templates": [{"protocol": "dlt645-2007", "reads": [{"id": "0001FF00", "channels": [{"obis": "1-0:1.8.0", "decimals": 2, "unit": "kWh"}]}]}],
           "meters": [{"id": "000000000161", "line": 0, "address": "000000000161", "template": 0, "baud": 2400, "phases": 1, "max_kw": "15"}]}]}
        """;

    private readonly RegistryPort _registry = new();
    private readonly List<string> _kept = [];

    [Fact]
    public async Task The_registry_is_taken_once_and_then_confirmed_by_its_tag()
    {
        using var http = ScriptedCloud.Client(request =>
        {
            Assert.Equal("http://cloud.test/gateways/gw/registry", request.RequestUri!.ToString());
            if (request.Headers.IfNoneMatch.Any(tag => tag.Tag == "\"12\"")) return new HttpResponseMessage(HttpStatusCode.NotModified);
            var response = ScriptedCloud.Json(Snapshot);
            response.Headers.ETag = new EntityTagHeaderValue("\"12\"");
            return response;
        });
        var poller = Poller(http);
        Assert.Equal(PollOutcome.Changed, (await poller.PollRegistryAsync(TestContext.Current.CancellationToken)).Outcome);
        var state = _registry.State!;
        Assert.True(state.TryGetPlan(ConcentratorId.Parse("C-0001"), 3, out var plan));
        Assert.Equal(("000000000161", 15m, 900), (plan.Meters[0].Meter.Text, plan.Meters[0].MaxKw, plan.EveryS));
        Assert.Equal(0x0001FF00u, plan.Templates[0].Requests[0].Identifier);
        Assert.Equal(PollOutcome.Unchanged, (await poller.PollRegistryAsync(TestContext.Current.CancellationToken)).Outcome);
        Assert.Same(state, _registry.State);
        Assert.Equal(2, _registry.Confirmations);
        Assert.Equal([Snapshot], _kept);
    }

    [Fact]
    public async Task A_registry_with_other_bytes_under_the_same_version_takes_the_old_ones_place()
    {
        var told = Snapshot;
        using var http = ScriptedCloud.Client(_ => ScriptedCloud.Json(told));
        var poller = Poller(http);
        await poller.PollRegistryAsync(TestContext.Current.CancellationToken);
        told = Snapshot.Replace("\"version\": 3", "\"version\": 4", StringComparison.Ordinal);
        await poller.PollRegistryAsync(TestContext.Current.CancellationToken);
        await poller.PollRegistryAsync(TestContext.Current.CancellationToken);
        Assert.True(_registry.State!.TryGetPlan(ConcentratorId.Parse("C-0001"), 4, out _));
        Assert.Equal(2, _kept.Count);
    }

    [Theory]
    [InlineData(500, "", PollOutcome.Failed)]
    [InlineData(401, "", PollOutcome.Unauthorised)]
    [InlineData(200, "no json", PollOutcome.NotUnderstood)]
    [InlineData(200, """{"version":1}""", PollOutcome.NotUnderstood)]
    [InlineData(200, """{"version":1,"plans":[],"more":1}""", PollOutcome.NotUnderstood)]
    [InlineData(200, """{"version":1,"plans":null}""", PollOutcome.NotUnderstood)]
    public async Task An_answer_that_is_no_registry_changes_nothing(int status, string body, PollOutcome outcome)
    {
        using var http = ScriptedCloud.Client(_ => ScriptedCloud.Json(body, (HttpStatusCode)status));
        Assert.Equal(outcome, (await Poller(http).PollRegistryAsync(TestContext.Current.CancellationToken)).Outcome);
        Assert.Null(_registry.State);
        Assert.Equal(0, _registry.Confirmations);
    }

    [Theory]
    [InlineData("\"C-0001\"", "\"C 1\"", "concentrator")]
    [InlineData("dlt645-2007", "smoke-signals", "templates[0]")]
    [InlineData("0001FF00", "1FF00", "templates[0]")]
    [InlineData("1-0:1.8.0", "energy", "templates[0]")]
    [InlineData("\"decimals\": 2", "\"decimals\": 19", "templates[0]")]
    [InlineData("kWh", "horsepower", "templates[0]")]
    [InlineData("\"template\": 0", "\"template\": 1", "meters[0]")]
    [InlineData("\"address\": \"000000000161\"", "\"address\": \"161\"", "meters[0]")]
    [InlineData("\"15\"", "\"much\"", "meters[0]")]
    public void A_plan_that_is_wrong_is_left_out_and_named(string from, string to, string named)
    {
        Assert.True(RegistryMapper.TryRead(Encoding.UTF8.GetBytes(Snapshot.Replace(from, to, StringComparison.Ordinal)), out var state, out var faults));
        Assert.Empty(state.CurrentPlans);
        Assert.Contains(named, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_requests_are_read()
    {
        using var http = ScriptedCloud.Client(_ => ScriptedCloud.Json("""[{"id":7,"concentrator":"C-0001","epoch":"00000000000000ff","stream":"readings","first":10,"last":12}]"""));
        var (result, requests) = await Poller(http).PollReplaysAsync(TestContext.Current.CancellationToken);
        Assert.Equal(PollOutcome.Changed, result.Outcome);
        Assert.Equal((7L, "readings", 10L, 12L), requests.Select(request => (request.Id, request.Stream, request.First, request.Last)).Single());
    }

    [Fact]
    public async Task A_cloud_that_is_away_is_away()
    {
        using var http = ScriptedCloud.Client(_ => throw new HttpRequestException("refused"));
        Assert.Equal(PollOutcome.Away, (await Poller(http).PollRegistryAsync(TestContext.Current.CancellationToken)).Outcome);
    }

    private CloudPoller Poller(HttpClient http) => new(http, "secret", "gw", new ManualTime(), _registry, bytes => _kept.Add(Encoding.UTF8.GetString(bytes.Span)));
}
