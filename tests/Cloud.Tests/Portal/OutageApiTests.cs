using System.Net;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

public sealed class OutageApiTests(PortalFixture cloud) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task An_outage_explains_the_slots_of_every_meter_of_the_plan_then_in_use()
    {
        // M3 comes with the second plan, made later: nothing was promised of it then, and the outage told under the first does not speak of it.
        using var imported = await cloud.Import("""
            meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,gateway
            M3,C-0001,1,000000000163,dlt645-2007,dlt645-2007-energy,9600,3,45.5,UTC,G1

            """);
        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        var last = Wire.Day - 900;
        var (older, newer) = (Wire.Day, cloud.Portal.Registry.Plan("C-0001")!.Version);
        using var taken = await cloud.Ingest(Wire.Batch(
            Wire.Event(1, "plan", "C-0001", $"[{older}]"), Wire.Event(2, "outage", "C-0001", $"[{last - 2999 * 900},{last},5]"), Wire.Event(3, "plan", "C-0001", $"[{newer}]")));
        Assert.Equal("""{"stored":3,"duplicates":0,"quarantined":0}""", await PortalFixture.Text(taken));

        Assert.Equal((16, 16, 0), await Counts("M1"));
        Assert.Equal((10, 10, 0), await Counts("M2"));
        Assert.Equal((0, 0, 0), await Counts("M3"));
        var outage = (await cloud.Json("/api/concentrators"))[0].GetProperty("outages")[0];
        Assert.Equal(("concentrator_down", (int)older, "2026-02-28T23:45:00+00:00"),
            (outage.GetProperty("cause").GetProperty("name").GetString(), outage.GetProperty("plan").GetInt32(), outage.GetProperty("last_slot").GetString()));
    }

    [Fact]
    public async Task What_a_meters_memory_lacks_is_the_cause_of_its_slots_and_of_its_intervals()
    {
        using var imported = await cloud.Import("""
            meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,gateway
            M8,C-0008,0,000000000168,dlt645-2007,dlt645-2007-single-phase-memory,2400,1,15,UTC,G1

            """);
        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        // Task 6 is the load profile: a month without supply, and what was overwritten before it. Of the daily freezes (0) nothing follows for slots, nor of what is no gap.
        EventMessage Gap(long sequence, string detail) => new()
        {
            Header = Wire.Header(StreamId.Events, sequence, "C-0008"),
            Code = "memory_gap",
            Subject = "M8",
            Counter = sequence,
            Detail = System.Text.Encoding.UTF8.GetBytes(detail),
        };
        using var taken = await cloud.Ingest(Wire.Batch(
            Gap(1, $"[{Wire.Day + 900},{Wire.Day + 10 * 900},10,6]"), Gap(2, $"[{Wire.Day + 11 * 900},{Wire.Day + 20 * 900},11,6]"),
            Gap(3, $"[{Wire.Day},{Wire.Day + 86_400},12,0]"), Gap(4, "[1]"), Gap(5, "[\"a\",2,3,4]")));
        Assert.Equal("""{"stored":5,"duplicates":0,"quarantined":0}""", await PortalFixture.Text(taken));
        var report = await cloud.Json("/api/meters/M8/completeness?from=2026-03-01T00:15:00Z&to=2026-03-01T05:15:00Z");
        var causes = report.GetProperty("explained").EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetInt32());
        Assert.Equal((80, 80), (causes["no_supply"], causes["not_in_memory"]));
        Assert.Equal(0, report.GetProperty("missing").GetInt32());
        using var made = await cloud.Send(HttpMethod.Post, "/api/intervals/run?from=2026-03-01", PortalFixture.AdminToken);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var day = (await cloud.Json("/api/points/M8/completeness?from=2026-03-01", PortalFixture.ReadToken))[0];
        Assert.Equal((96, 9, 0), (day.GetProperty("expected").GetInt32(), day.GetProperty("no_supply").GetInt32(), day.GetProperty("closing").GetInt32()));
        Assert.Equal(10, day.GetProperty("causes").GetProperty("not_in_memory").GetInt32());
    }

    [Fact]
    public async Task Quarantine_that_is_full_is_told_to_the_gateway_and_cleared_by_an_admin()
    {
        using var poison = await cloud.Ingest("[1]"u8.ToArray());
        cloud.Portal.Database.Write(c => c.Execute("UPDATE quarantine_size SET events = 100000"));
        using var refused = await cloud.Ingest("[2]"u8.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("quarantine", await PortalFixture.Text(refused), StringComparison.Ordinal);
        Assert.Equal("quarantine_full", (await cloud.Json("/api/quarantine")).GetProperty("alarms")[0].GetProperty("kind").GetString());

        foreach (var (path, token, status) in ((string, string?, HttpStatusCode)[])
            [
                ("?before=2100-01-01", null, HttpStatusCode.Unauthorized), ("?before=2100-01-01", PortalFixture.ReadToken, HttpStatusCode.Forbidden),
                ("", PortalFixture.AdminToken, HttpStatusCode.BadRequest), ("?before=soon", PortalFixture.AdminToken, HttpStatusCode.BadRequest),
            ])
        {
            using var no = await cloud.Send(HttpMethod.Delete, "/api/quarantine" + path, token);
            Assert.Equal(status, no.StatusCode);
        }

        using var cleared = await cloud.Send(HttpMethod.Delete, "/api/quarantine?before=2100-01-01", PortalFixture.AdminToken);
        Assert.Equal("""{"cleared":1}""", await PortalFixture.Text(cleared));
        using var taken = await cloud.Ingest("[2]"u8.ToArray());
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    private async Task<(int Expected, int Explained, int Missing)> Counts(string meter)
    {
        var report = await cloud.Json($"/api/meters/{meter}/completeness?from=2026-02-28T23:30:00Z&to=2026-03-01T00:00:00Z");
        var explained = report.GetProperty("explained").EnumerateObject().Sum(e => e.Value.GetInt32());
        return (report.GetProperty("expected").GetInt32(), explained, report.GetProperty("missing").GetInt32());
    }
}
