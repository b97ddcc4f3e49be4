using System.Net;
using System.Text;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

public sealed class PointApiTests(PortalFixture cloud) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Readings_become_intervals_that_can_be_edited_and_whose_completeness_closes()
    {
        var header = "point,zone,max_kw\n";
        using (var points = await Post("/api/registry/points/import", header + "PX,UTC,15\n", "text/csv", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, points.StatusCode);
        using (var refused = await Post("/api/registry/points/import", header + "PY,Nowhere,15\n", "text/csv", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using (var unknown = await Post("/api/registry/points/import", header, "text/csv", PortalFixture.ReadToken)) Assert.Equal(HttpStatusCode.Forbidden, unknown.StatusCode);
        using (var table = await cloud.Get("/api/registry/points", PortalFixture.ReadToken)) Assert.Contains("PX,,,,,customer,UTC,15,900,yes,,", await table.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("points", (await cloud.Json("/api/registry/audit?key=PX", PortalFixture.ReadToken))[0].GetProperty("table").GetString());
        using (var none = await cloud.Get("/api/points/PX/intervals?from=2026-03-01", PortalFixture.ReadToken)) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        var csv = "point,obis,end,length_s,amount\n" + string.Concat(Enumerable.Range(1, 96).Select(i => $"PX,1-0:1.8.0,{DateTimeOffset.FromUnixTimeSeconds(Wire.Day + i * 900):yyyy-MM-ddTHH:mm:ssZ},900,0.25\n"));
        using (var import = await Post("/api/intervals/import?format=csv", csv, "text/csv", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, import.StatusCode);
        var intervals = await cloud.Json("/api/points/PX/intervals?from=2026-03-01", PortalFixture.ReadToken);
        Assert.Equal((96, "0.25", "profile", 1), (intervals.GetArrayLength(), intervals[0].GetProperty("amount").GetString(), intervals[0].GetProperty("origin").GetString(), intervals[0].GetProperty("version").GetInt32()));
        var end = Wire.Day + 900;
        using (var edit = await Put($"/api/points/PX/intervals/{end}", "{\"version\":1,\"amount\":\"0.5\",\"why\":\"seen\"}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, edit.StatusCode);
        using (var late = await Put($"/api/points/PX/intervals/{end}", "{\"version\":1,\"amount\":\"0.7\",\"why\":\"seen\"}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        using (var bare = await Put($"/api/points/PX/intervals/{end}", "{\"version\":2,\"amount\":\"0.7\",\"why\":\"\"}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        var versions = await cloud.Json($"/api/points/PX/intervals/{end}/versions", PortalFixture.ReadToken);
        Assert.Equal(["validated", "edited"], versions.EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        foreach (var format in (string[])["csv", "nem12", "espi"])
        {
            using var file = await cloud.Get($"/api/points/PX/intervals?from=2026-03-01&format={format}", PortalFixture.ReadToken);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/points/PX/intervals")]
    [InlineData("/api/points/PX/intervals?from=2026-13-01")]
    [InlineData("/api/points/PX/intervals?from=0001-01-01&to=9999-12-31")]
    [InlineData("/api/points/PX/intervals?from=2024-01-01&to=2026-03-01")]
    [InlineData("/api/points/PX/intervals?from=2026-03-02&to=2026-03-01")]
    [InlineData("/api/points/PX/intervals?from=2026-03-01&format=pdf")]
    [InlineData("/api/completeness?from=2026-03-01&by=moon")]
    [InlineData("/api/areas/losses?date=now")]
    [InlineData("/api/areas/A/suspects?from=2026-01-01&to=2026-12-31")]
    [InlineData("/api/areas/reliability?from=2026-01-01")]
    public async Task A_range_without_end_or_sense_is_refused(string path)
    {
        using var answer = await cloud.Get(path, PortalFixture.ReadToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private Task<HttpResponseMessage> Post(string path, string text, string type, string token) => cloud.Send(HttpMethod.Post, path, token, new StringContent(text, Encoding.UTF8, type));

    private Task<HttpResponseMessage> Put(string path, string text, string token) => cloud.Send(HttpMethod.Put, path, token, new StringContent(text, Encoding.UTF8, "application/json"));
}
