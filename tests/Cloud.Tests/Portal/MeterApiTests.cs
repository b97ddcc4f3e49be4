using System.Net;
using System.Net.Http.Headers;
using Wattline.Cloud.Ingest;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

public sealed class MeterApiTests(PortalFixture cloud) : IClassFixture<PortalFixture>, IAsyncLifetime
{
    private static readonly QualitySet _silent = default(QualitySet).With(QualityTable.Silent);
    private static readonly string[] _channels = ["1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2", "1-0:1.8.3", "1-0:1.8.4", "1-0:32.7.0", "1-0:31.7.0", "1-0:16.7.0"];

    public async ValueTask InitializeAsync()
    {
        // Slots 0 to 3 of the day: two read whole, one silent, one missing; then a correction of the first.
        var batch = Wire.Batch(
            Slot(1, 0, "100.00", default), Slot(2, 1, "100.50", default), Slot(3, 2, null, _silent), Slot(4, 4, "101.00", default),
            Wire.Readings(Wire.Header(StreamId.Readings, 5), "M1", Wire.Day, default(QualitySet).With(QualityTable.ValueBackwards), ("1-0:1.8.0", "99.99")));
        using var answer = await cloud.Ingest(batch);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Meters_are_listed_and_found()
    {
        Assert.Equal(["M1", "M2"], (await cloud.Json("/api/meters")).EnumerateArray().Select(m => m.GetProperty("id").GetString()));
        Assert.Equal("POD-1", (await cloud.Json("/api/meters/M1")).GetProperty("point_of_delivery").GetString());
        using var unknown = await cloud.Get("/api/meters/M9");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Readings_come_with_value_as_text_quality_and_version()
    {
        var readings = (await cloud.Json("/api/meters/M1/readings?obis=1-0:1.8.0&from=2026-03-01&to=2026-03-01T00:45:00Z")).GetProperty("readings").EnumerateArray().ToList();
        Assert.Equal(["99.99", "100.50", null], readings.Select(r => r.GetProperty("value").GetString()));
        Assert.Equal((2, 2), (readings[0].GetProperty("version").GetInt32(), readings[0].GetProperty("versions").GetInt32()));
        Assert.Equal("2026-03-01T00:15:00+00:00", readings[1].GetProperty("slot").GetString());
        Assert.Equal("silent", readings[2].GetProperty("quality")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("1-0:1.8.0")]
    [InlineData("1-0:1.8.0.255")]
    [InlineData("1-0:1.8.0*255")]
    public async Task A_channel_is_named_with_or_without_the_last_group_and_has_a_unit(string obis)
    {
        var first = (await cloud.Json($"/api/meters/M1/readings?obis={obis}&from=2026-03-01T01:00:00%2B01:00&to=1772324100")).GetProperty("readings").EnumerateArray().First();
        Assert.Equal(("1-0:1.8.0", "99.99", "kWh"), (first.GetProperty("obis").GetString(), first.GetProperty("value").GetString(), first.GetProperty("unit").GetString()));
    }

    [Theory]
    [InlineData("readings")]
    [InlineData("completeness")]
    public async Task An_unknown_meter_is_a_problem_that_names_it(string what)
    {
        using var answer = await cloud.Get($"/api/meters/M9/{what}?from=never");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("'M9'", (await PortalFixture.Json(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_csv_without_a_limit_is_whole_however_long_it_is()
    {
        // Two channels a slot in an odd number: a part of the file ends within a slot and must go on there.
        var slots = IngestLimits.PageRowsMax + 11;
        for (var i = 0; i < slots; i += 400)
        {
            var batch = Enumerable.Range(i, Math.Min(400, slots - i)).Select(n => Wire.Readings(
                Wire.Header(StreamId.Readings, n + 1, "C-0203"), "M2", n * 900L, default, [("1-0:1.8.0", $"{n}"), .. n % 3 == 0 ? [("1-0:1.8.1", "1")] : Array.Empty<(string, string?)>()]));
            using var taken = await cloud.Ingest(Wire.Batch(batch));
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var answer = await cloud.Get("/api/meters/M2/readings?format=csv");
        var rows = (await PortalFixture.Text(answer)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(slots + (slots + 2) / 3, rows.Length);
        Assert.Equal(rows.Length, rows.Distinct().Count());
        Assert.Equal("attachment; filename=M2.csv; filename*=UTF-8''M2.csv", answer.Content.Headers.ContentDisposition?.ToString());
        using var page = await cloud.Get($"/api/meters/M2/readings?limit={IngestLimits.PageRowsMax}");
        Assert.Contains("next", page.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Superseded_versions_can_be_seen()
    {
        var readings = (await cloud.Json("/api/meters/M1/readings?obis=1-0:1.8.0&to=2026-03-01T00:15:00Z&versions=all")).GetProperty("readings").EnumerateArray();
        Assert.Equal(["100.00 False", "99.99 True"], readings.Select(r => $"{r.GetProperty("value")} {r.GetProperty("current")}"));
    }

    [Theory]
    [InlineData("&format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task Readings_come_as_csv_when_asked_for(string query, string? accept)
    {
        using var answer = await cloud.Get("/api/meters/M1/readings?obis=1-0:1.8.0&from=2026-03-01&to=2026-03-02" + query, headers: h =>
        {
            if (accept is not null) h.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        });
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await PortalFixture.Text(answer)).Split("\r\n");
        Assert.Equal("meter,obis,kind,slot,length_s,value,unit,quality,offset_ms,version,versions,current", lines[0]);
        Assert.Equal("M1,1-0:1.8.0,register,2026-03-01T00:15:00Z,0,100.50,kWh,,1500,1,1,true", lines[2]);
        Assert.Equal($"M1,1-0:1.8.0,register,2026-03-01T00:30:00Z,0,,kWh,{QualityTable.Silent.Code},1500,1,1,true", lines[3]);
    }

    [Fact]
    public async Task Pages_join_without_a_gap_or_an_overlap()
    {
        var whole = (await cloud.Json("/api/meters/M1/readings?versions=all")).GetProperty("readings").EnumerateArray().Select(r => r.GetRawText()).ToList();
        var paged = new List<string>();
        string? next = "/api/meters/M1/readings?versions=all&limit=7";
        while (next is not null)
        {
            var page = await cloud.Json(next);
            paged.AddRange(page.GetProperty("readings").EnumerateArray().Select(r => r.GetRawText()));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(4 * 8 + 1, whole.Count);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task Completeness_is_expected_equals_stored_plus_explained_plus_missing()
    {
        var report = await cloud.Json("/api/meters/M1/completeness?from=2026-03-01T00:00:00Z&to=2026-03-01T01:15:00Z");
        Assert.Equal((40, 24, 8), (report.GetProperty("expected").GetInt32(), report.GetProperty("stored").GetInt32(), report.GetProperty("missing").GetInt32()));
        Assert.Equal("""{"silent":8}""", report.GetProperty("explained").GetRawText());
        Assert.Equal("2026-03-01", report.GetProperty("days")[0].GetProperty("date").GetString());
        var whole = await cloud.Json("/api/meters/M1/completeness");
        Assert.Equal(40, whole.GetProperty("expected").GetInt32());
    }

    [Fact]
    public async Task Days_are_counted_in_the_meters_zone()
    {
        var report = await cloud.Json("/api/meters/M2/completeness?from=2026-03-01&to=2026-03-03");
        Assert.Equal("2026-02-28T16:00:00+00:00", report.GetProperty("from").GetString());
        Assert.Equal(["2026-03-01 480", "2026-03-02 480"], report.GetProperty("days").EnumerateArray().Select(d => $"{d.GetProperty("date")} {d.GetProperty("missing")}"));
    }

    [Theory]
    [InlineData("readings?obis=voltage", "obis")]
    [InlineData("readings?from=yesterday", "from")]
    [InlineData("readings?from=99999999999999999999999", "from")]
    [InlineData("readings?to=2026-13-01", "to")]
    [InlineData("readings?from=2026-03-02&to=2026-03-01", "to")]
    [InlineData("readings?limit=0", "limit")]
    [InlineData("readings?limit=10001", "limit")]
    [InlineData("readings?limit=x", "limit")]
    [InlineData("readings?skip=-1", "skip")]
    [InlineData("readings?format=xml", "format")]
    [InlineData("readings?versions=7", "versions")]
    [InlineData("completeness?from=2026-03-02&to=2026-03-01", "to")]
    [InlineData("completeness?from=2020-03-02&to=2026-03-01", "from")]
    [InlineData("completeness?from=x", "from")]
    [InlineData("completeness?from=0001-01-01&to=9999-12-31", "from")]
    [InlineData("readings?from=-62135596801", "from")]
    [InlineData("readings?from=-253402300799", "from")]
    [InlineData("readings?to=0001-01-01T00:00:00%2B08:00", "to")]
    public async Task A_parameter_that_does_not_serve_is_named(string path, string parameter)
    {
        using var answer = await cloud.Get("/api/meters/M1/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([parameter], (await PortalFixture.Json(answer)).GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Theory]
    [InlineData("readings?from=0001-01-01", "from")]
    [InlineData("completeness?from=0001-01-01", "from")]
    [InlineData("completeness?to=0001-01-01&from=0001-01-01", "from to")]
    public async Task A_date_that_cannot_be_said_in_UTC_is_named(string path, string parameters)
    {
        using var answer = await cloud.Get("/api/meters/M2/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(parameters, string.Join(' ', (await PortalFixture.Json(answer)).GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("M1")]
    [InlineData("M2")]
    public async Task The_last_days_that_a_date_can_say_are_answered(string meter)
    {
        foreach (var path in (string[])["readings?to=9999-12-31", "completeness?from=9999-12-01&to=9999-12-31", "completeness?from=-62135596800&to=-62135500000"])
            await cloud.Json($"/api/meters/{meter}/{path}");
    }

    private static ReadingsMessage Slot(long sequence, int slot, string? energy, QualitySet quality) => Wire.Readings(
        Wire.Header(StreamId.Readings, sequence), "M1", Wire.Day + slot * 900, quality, [.. _channels.Select((c, i) => (c, i == 0 || energy is null ? energy : "1.0"))]);
}
