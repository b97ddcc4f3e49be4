using System.Net;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

public sealed class IngestApiTests(PortalFixture cloud) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_batch_is_stored_and_counted_and_again_is_duplicates()
    {
        var batch = Wire.Batch(Wire.Reading(101, "1.00", concentrator: "C-0101"), Wire.Reading(102, "2.00", Wire.Day + 900, concentrator: "C-0101"));
        using var first = await cloud.Ingest(batch);
        Assert.Equal("""{"stored":2,"duplicates":0,"quarantined":0}""", await PortalFixture.Text(first));
        using var again = await cloud.Ingest(batch);
        Assert.Equal("""{"stored":0,"duplicates":2,"quarantined":0}""", await PortalFixture.Text(again));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-token-of-nobody")]
    [InlineData(PortalFixture.ReadToken)]
    [InlineData(PortalFixture.AdminToken)]
    public async Task Only_a_gateways_token_may_deliver(string? token)
    {
        using var answer = await cloud.Ingest(Wire.Batch(Wire.Reading(1, "1", concentrator: "C-0102")), token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.DoesNotContain(cloud.Portal.Queries.Streams(), s => s.Concentrator == "C-0102");
    }

    [Fact]
    public async Task A_gateway_speaks_for_itself_only()
    {
        using var answer = await cloud.Ingest(Wire.Batch(Wire.Reading(1, "1", concentrator: "C-0103")), PortalFixture.OtherGatewayToken);
        Assert.Equal("""{"stored":0,"duplicates":0,"quarantined":1}""", await PortalFixture.Text(answer));
        Assert.Contains(cloud.Portal.Queries.Quarantine(), q => q.Field == "source");
    }

    [Theory]
    [InlineData("{}", "application/cloudevents-batch+json", HttpStatusCode.BadRequest, "not an array")]
    [InlineData("[", "application/cloudevents-batch+json", HttpStatusCode.BadRequest, "no JSON")]
    [InlineData("[] []", "application/cloudevents-batch+json", HttpStatusCode.BadRequest, "no JSON")]
    [InlineData("", "application/cloudevents-batch+json", HttpStatusCode.BadRequest, "batch")]
    [InlineData("[]", "application/json", HttpStatusCode.UnsupportedMediaType, "cloudevents-batch")]
    [InlineData("[]", "text/plain; charset=utf-8", HttpStatusCode.UnsupportedMediaType, "cloudevents-batch")]
    public async Task A_body_that_is_no_batch_is_refused_with_the_reason(string body, string type, HttpStatusCode status, string reason)
    {
        using var answer = await cloud.Ingest(Encoding.UTF8.GetBytes(body), type: type);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(reason, (await PortalFixture.Json(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_events_and_too_many_bytes_are_refused()
    {
        var many = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("1", CloudLinkLimits.BatchEventsMax + 1)) + "]");
        using var events = await cloud.Ingest(many);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, events.StatusCode);
        using var bytes = await cloud.Ingest(new byte[CloudLinkLimits.BatchBytesMax + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bytes.StatusCode);
    }
}
