using System.Net;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

/// <summary>A portal with more readings than a page, and with slots of clocks gone wrong.</summary>
public sealed class FarSlotTests(PortalFixture cloud) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData(4_102_444_800)]
    [InlineData(1_000_000_000_000)]
    [InlineData(-1_000_000_000_000)]
    public async Task A_slot_of_a_wrong_clock_does_not_move_the_report(long slot)
    {
        using var stored = await cloud.Ingest(Wire.Batch(Wire.Reading(1, "1"), Wire.Reading(1 + Math.Abs(slot), "7", slot)));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        var report = await cloud.Json("/api/meters/M1/completeness");
        Assert.InRange(report.GetProperty("to").GetDateTimeOffset(), cloud.Time.GetUtcNow(), cloud.Time.GetUtcNow().AddDays(1));
        Assert.Equal(1, report.GetProperty("stored").GetInt64());
        await cloud.Json("/api/meters/M1/readings");
    }

    [Fact]
    public async Task The_largest_page_says_that_there_are_more_and_csv_is_never_cut_without_a_word()
    {
        for (var batch = 0; batch < 21; batch++)
        {
            using var stored = await cloud.Ingest(Wire.Batch(Enumerable.Range(batch * 500, 500).Select(i =>
                Wire.Readings(Wire.Header(StreamId.Readings, 10_000 + i, "C-0700"), "M2", Wire.Day + i * 900L, default, ("1-0:1.8.0", "1")))));
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }

        var page = await cloud.Json("/api/meters/M2/readings?limit=10000");
        Assert.Equal(10_000, page.GetProperty("readings").GetArrayLength());
        var rest = await cloud.Json(page.GetProperty("next").GetString()!);
        Assert.Equal(500, rest.GetProperty("readings").GetArrayLength());

        using var whole = await cloud.Get("/api/meters/M2/readings?format=csv");
        Assert.Equal(10_500, (await PortalFixture.Text(whole)).Split("\r\n").Count(line => line.StartsWith("M2,", StringComparison.Ordinal)));
        using var asked = await cloud.Get("/api/meters/M2/readings?format=csv&limit=10000");
        Assert.Contains("rel=\"next\"", asked.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }
}
