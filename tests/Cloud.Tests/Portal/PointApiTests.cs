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

    [Fact]
    public async Task Telegrams_of_a_customer_port_become_the_readings_that_they_state_and_the_interval_between_them_once()
    {
        const string meters = "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\nP1M,C-0007,0,000000000777,dlt645-2007,dlt645-2007-energy,2400,1,15,Europe/Amsterdam\n";
        using (var import = await Post("/api/registry/import", meters, "text/csv", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, import.StatusCode);
        // Half past two of a summer's morning, and a quarter of an hour later; the first in a file with a byte order mark.
        var text = "\uFEFF" + Telegram("250601023000S", "1.000", "2.000") + Telegram("250601024500S", "1.100", "2.150");
        for (var time = 0; time < 2; time++)
        {
            using var taken = await Post("/api/intervals/import?format=p1&meter=P1M", text, "text/csv", PortalFixture.AdminToken);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        var readings = (await cloud.Json("/api/meters/P1M/readings?obis=1-0:1.8.0", PortalFixture.ReadToken)).GetProperty("readings");
        Assert.Equal(["3.000", "3.250"], readings.EnumerateArray().Select(one => one.GetProperty("value").GetString()));
        Assert.Equal(2, (await cloud.Json("/api/meters/P1M/readings?obis=1-0:1.8.2", PortalFixture.ReadToken)).GetProperty("readings").GetArrayLength());
        var intervals = await cloud.Json("/api/points/P1M/intervals?from=2025-06-01", PortalFixture.ReadToken);
        var measured = Assert.Single(intervals.EnumerateArray(), static one => one.GetProperty("origin").GetString() == "registers");
        Assert.Equal(("0.250", "2025-06-01T00:45:00+00:00"), (measured.GetProperty("amount").GetString(), measured.GetProperty("end").GetString()));
    }

    [Theory]
    [InlineData("format=p1", "", HttpStatusCode.BadRequest)]
    [InlineData("format=p1&meter=NOBODY", "/A\r\n\r\n1-0:1.8.1(000001.000*kWh)\r\n!\r\n", HttpStatusCode.UnprocessableEntity)]
    [InlineData("format=p1&meter=M1", "/A\r\n\r\n1-0:1.8.1(000001.000*kWh)\r\n!\r\n", HttpStatusCode.UnprocessableEntity)]
    [InlineData("format=p1&meter=M1&at=2025-06-01T00:00:00Z", "/A\r\n\r\n1-0:1.8.1(00000x.000*kWh)\r\n!\r\n", HttpStatusCode.UnprocessableEntity)]
    [InlineData("format=p1&meter=M1", "nothing", HttpStatusCode.UnprocessableEntity)]
    [InlineData("format=p1&meter=M1", "/A\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(250601000000S)\r\n1-0:1.8.1(000001.000*kWh)\r\n!0000\r\n", HttpStatusCode.UnprocessableEntity)]
    public async Task A_telegram_that_does_not_hold_together_or_has_no_time_changes_nothing(string query, string text, HttpStatusCode status)
    {
        using var answer = await Post("/api/intervals/import?" + query, text, "text/csv", PortalFixture.AdminToken);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_with_a_byte_order_mark_is_taken_and_an_estimate_in_it_stays_one()
    {
        using (var points = await Post("/api/registry/points/import", "point,zone,max_kw\nPB,UTC,15\n", "text/csv", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, points.StatusCode);
        const string csv = "\uFEFFpoint,obis,end,length_s,amount,origin,quality\r\nPB,1-0:1.8.0,2026-03-01T00:15:00Z,900,0.25,estimated,3.8.1001\r\n";
        using (var import = await Post("/api/intervals/import?format=csv", csv, "text/csv", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, import.StatusCode);
        var first = (await cloud.Json("/api/points/PB/intervals?from=2026-03-01", PortalFixture.ReadToken))[0];
        Assert.Equal(("estimated", "0.25"), (first.GetProperty("origin").GetString(), first.GetProperty("amount").GetString()));
    }

    [Fact]
    public async Task Thresholds_are_set_by_template_and_every_change_is_in_the_audit()
    {
        const string path = "/api/registry/thresholds/dlt645-2007-energy";
        using (var forbidden = await Put(path, "{}", PortalFixture.ReadToken)) Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using (var unknown = await Put("/api/registry/thresholds/none", "{}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        using (var wrong = await Put(path, "{\"spike_percent\":-1}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using (var mistyped = await Put(path, "{\"spike_per_cent\":10}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.BadRequest, mistyped.StatusCode);
        using (var set = await Put(path, "{\"spike_percent\":250}", PortalFixture.AdminToken)) Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var all = await cloud.Json("/api/registry/thresholds", PortalFixture.ReadToken);
        Assert.Equal((250, 180), (all.GetProperty("dlt645-2007-energy").GetProperty("spike_percent").GetInt32(), all.GetProperty("dlt645-2007-single-phase").GetProperty("spike_percent").GetInt32()));
        Assert.Equal("thresholds", (await cloud.Json("/api/registry/audit?key=dlt645-2007-energy", PortalFixture.ReadToken))[0].GetProperty("table").GetString());
    }

    [Theory]
    [InlineData("/api/areas/A/suspects?from=2026-03-01&to=2026-03-02")]
    [InlineData("/api/areas/supply?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z")]
    [InlineData("/api/areas/silences?concentrator=C-0001&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z")]
    [InlineData("/api/areas/voltage?from=2026-03-01")]
    [InlineData("/api/areas/reliability?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z")]
    public async Task What_the_data_tells_is_told(string path)
    {
        using var answer = await cloud.Get(path, PortalFixture.ReadToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/points/PX/net")]
    [InlineData("/api/points/PX/net?from=2024-01-01&to=2026-03-01")]
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
    [InlineData("/api/areas/supply?from=2026-01-01")]
    [InlineData("/api/areas/silences?from=2026-01-01&to=2026-01-02")]
    [InlineData("/api/areas/silences?concentrator=C-0001&from=2026-01-01&to=2026-12-31")]
    [InlineData("/api/areas/voltage?from=2026-01-01&to=2026-12-31")]
    public async Task A_range_without_end_or_sense_is_refused(string path)
    {
        using var answer = await cloud.Get(path, PortalFixture.ReadToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static string Telegram(string at, string low, string high) =>
        $"/ABC5\\2X\r\n\r\n0-0:1.0.0({at})\r\n1-0:1.8.1(00000{low}*kWh)\r\n1-0:1.8.2(00000{high}*kWh)\r\n0-0:96.14.0(0001)\r\n!\r\n";

    private Task<HttpResponseMessage> Post(string path, string text, string type, string token) => cloud.Send(HttpMethod.Post, path, token, new StringContent(text, Encoding.UTF8, type));

    private Task<HttpResponseMessage> Put(string path, string text, string token) => cloud.Send(HttpMethod.Put, path, token, new StringContent(text, Encoding.UTF8, "application/json"));
}
