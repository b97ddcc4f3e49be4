using System.Net;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Uplinks;

public sealed class HttpUplinkTests
{
    [Theory]
    [InlineData(200, """{"stored":1,"duplicates":2,"quarantined":0}""", UplinkOutcome.Durable)]
    [InlineData(200, """{"stored":1,"duplicates":1,"quarantined":0}""", UplinkOutcome.Unexpected)]
    [InlineData(200, "<html>Welcome to the hotel</html>", UplinkOutcome.Unexpected)]
    [InlineData(200, "{}", UplinkOutcome.Unexpected)]
    [InlineData(202, """{"stored":1,"duplicates":2,"quarantined":0}""", UplinkOutcome.Unexpected)]
    [InlineData(400, "", UplinkOutcome.Unexpected)]
    [InlineData(413, "<html>nginx</html>", UplinkOutcome.Unexpected)]
    [InlineData(401, "", UplinkOutcome.Unauthorised)]
    [InlineData(403, "", UplinkOutcome.Unauthorised)]
    [InlineData(404, "", UplinkOutcome.Unexpected)]
    [InlineData(429, "", UplinkOutcome.Busy)]
    [InlineData(500, "", UplinkOutcome.Failed)]
    [InlineData(503, "", UplinkOutcome.Failed)]
    public async Task An_answer_has_its_outcome(int status, string body, UplinkOutcome outcome)
    {
        HttpRequestMessage? seen = null;
        using var http = ScriptedCloud.Client(request =>
        {
            seen = request;
            Assert.Equal("[1,2,3]", request.Content!.ReadAsStringAsync().Result);
            Assert.Equal("application/cloudevents-batch+json", request.Content.Headers.ContentType!.ToString());
            return ScriptedCloud.Json(body, (HttpStatusCode)status);
        });
        Assert.Equal(outcome, await SendAsync(http, new ManualTime()));
        Assert.Equal(("http://cloud.test/ingest", "Bearer secret"), (seen!.RequestUri!.ToString(), seen.Headers.Authorization!.ToString()));
    }

    [Theory]
    [InlineData(400, "application/problem+json", UplinkOutcome.Refused)]
    [InlineData(413, "application/problem+json; charset=utf-8", UplinkOutcome.Refused)]
    [InlineData(422, "application/problem+json", UplinkOutcome.Refused)]
    [InlineData(422, "text/html", UplinkOutcome.Unexpected)]
    [InlineData(503, "application/problem+json", UplinkOutcome.Failed)]
    public async Task Only_the_clouds_own_refusal_is_one(int status, string mediaType, UplinkOutcome outcome)
    {
        using var http = ScriptedCloud.Client(_ =>
        {
            var response = ScriptedCloud.Json("{}", (HttpStatusCode)status);
            response.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(mediaType);
            return response;
        });
        Assert.Equal(outcome, await SendAsync(http, new ManualTime()));
    }

    [Fact]
    public async Task A_cloud_that_is_away_is_away()
    {
        using var http = ScriptedCloud.Client(_ => throw new HttpRequestException("refused"));
        Assert.Equal(UplinkOutcome.Away, await SendAsync(http, new ManualTime()));
    }

    [Fact]
    public async Task A_cloud_that_does_not_answer_is_given_up_at_the_deadline()
    {
        var time = new ManualTime();
        using var http = ScriptedCloud.Client(async (_, stop) =>
        {
            time.Advance(UplinkLimits.SendTimeout);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
            throw new InvalidOperationException();
        });
        Assert.Equal(UplinkOutcome.TimedOut, await SendAsync(http, time));
    }

    private static async Task<UplinkOutcome> SendAsync(HttpClient http, TimeProvider time)
    {
        var done = new TaskCompletionSource();
        await using var uplink = new HttpUplink(http, (_, _) => "[1,2,3]"u8.ToArray(), "secret", time, done.SetResult);
        uplink.Send(0, 3);
        await done.Task.WaitAsync(TestContext.Current.CancellationToken);
        var outcome = uplink.Poll();
        Assert.Equal(UplinkOutcome.None, uplink.Poll());
        return outcome;
    }
}
