using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

public sealed class PortalTests(PortalFixture cloud) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData("/api/meters")]
    [InlineData("/api/meters/M1")]
    [InlineData("/api/meters/M1/readings")]
    [InlineData("/api/meters/M1/completeness")]
    [InlineData("/api/concentrators")]
    [InlineData("/api/payments")]
    [InlineData("/api/quarantine")]
    public async Task Reading_needs_a_token(string path)
    {
        foreach (var token in (string?[])[null, "", "wrong-token-of-nobody", PortalFixture.GatewayToken, PortalFixture.ReadToken + "x"])
        {
            using var refused = await cloud.Get(path, token);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        foreach (var token in (string[])[PortalFixture.ReadToken, PortalFixture.AdminToken])
        {
            using var answer = await cloud.Get(path, token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/start.js", "text/javascript")]
    [InlineData("/health/live", "text/plain")]
    [InlineData("/health/ready", "text/plain")]
    [InlineData("/openapi/v1.json", "application/json")]
    public async Task What_holds_no_data_needs_none(string path, string type)
    {
        using var answer = await cloud.Get(path, null);
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task The_description_names_every_endpoint()
    {
        var paths = (await cloud.Json("/openapi/v1.json", null)).GetProperty("paths").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "/api/areas", "/api/areas/losses", "/api/areas/reliability", "/api/areas/silences", "/api/areas/supply", "/api/areas/voltage", "/api/areas/{id}/suspects", "/api/claims", "/api/commands", "/api/commands/{id}",
                "/api/commands/{id}/approve", "/api/commands/{id}/cancel", "/api/commands/{id}/reject", "/api/completeness", "/api/concentrators",
                "/api/concentrators/{id}/key", "/api/gateways", "/api/hubs", "/api/intervals/import", "/api/intervals/run", "/api/ledger/accounts",
                "/api/ledger/accounts/customer/{currency}/{subject}/position", "/api/ledger/accounts/{kind}/{currency}/{subject}",
                "/api/ledger/accounts/{kind}/{currency}/{subject}/statement", "/api/ledger/audit", "/api/ledger/bills/{bill}/corrections/{number}",
                "/api/ledger/bills/{number}", "/api/ledger/collections", "/api/ledger/collections/{kiosk}/{number}/count",
                "/api/ledger/collections/{kiosk}/{number}/deposit", "/api/ledger/collectors", "/api/ledger/collectors/{text}", "/api/ledger/customers/{account}", "/api/ledger/findings", "/api/ledger/findings/{id}/close", "/api/ledger/held",
                "/api/ledger/orders/{channel}/{number}", "/api/ledger/payments/{channel}/{number}", "/api/ledger/points/{point}", "/api/ledger/points/{point}/actions",
                "/api/ledger/points/{point}/notice", "/api/ledger/points/{point}/tenant", "/api/ledger/refunds/{id}", "/api/ledger/refunds/{id}/paid",
                "/api/ledger/reversals/{id}", "/api/ledger/suspense", "/api/ledger/suspense/{id}/appraise", "/api/ledger/suspense/{id}/assign",
                "/api/ledger/suspense/{id}/dismiss", "/api/ledger/suspense/{id}/refund", "/api/ledger/transfers", "/api/ledger/trial-balance", "/api/meters",
                "/api/meters/{id}", "/api/meters/{id}/access", "/api/meters/{id}/completeness", "/api/meters/{id}/readings", "/api/meters/{id}/relay", "/api/payments",
                "/api/points", "/api/points/{id}/completeness", "/api/points/{id}/estimate", "/api/points/{id}/intervals", "/api/points/{id}/intervals/{end}",
                "/api/points/{id}/intervals/{end}/versions", "/api/points/{id}/net", "/api/quarantine", "/api/registry/audit", "/api/registry/import",
                "/api/registry/maps", "/api/registry/templates", "/api/registry/thresholds", "/api/registry/thresholds/{template}", "/api/registry/{file}", "/api/registry/{file}/import", "/gateways/{gateway}/link", "/health/live", "/health/ready", "/ingest",
            ],
            paths);
        var ingest = (await cloud.Json("/openapi/v1.json", null)).GetProperty("paths").GetProperty("/ingest").GetProperty("post");
        Assert.True(ingest.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/cloudevents-batch+json", out _));
    }

    [Fact]
    public async Task The_description_names_every_parameter_of_readings()
    {
        var get = (await cloud.Json("/openapi/v1.json", null)).GetProperty("paths").GetProperty("/api/meters/{id}/readings").GetProperty("get");
        var parameters = get.GetProperty("parameters").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Equal(["format", "from", "id", "limit", "obis", "skip", "to", "versions"], parameters.Keys.Order(StringComparer.Ordinal));
        Assert.All(parameters.Where(p => p.Key != "id"), p => Assert.NotEmpty(p.Value.GetProperty("description").GetString()!));
    }

    [Theory]
    [InlineData("/", null)]
    [InlineData("/health/ready", null)]
    [InlineData("/api/meters", PortalFixture.ReadToken)]
    [InlineData("/api/meters/M1/readings?format=csv", PortalFixture.ReadToken)]
    public async Task Head_says_what_get_says_without_the_body(string path, string? token)
    {
        using var get = await cloud.Get(path, token);
        using var head = await cloud.Send(HttpMethod.Head, path, token);
        Assert.Equal((HttpStatusCode.OK, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await PortalFixture.Text(head));
        using var refused = await cloud.Send(HttpMethod.Head, "/api/meters", null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("/api/meters", "GET, HEAD, OPTIONS")]
    [InlineData("/ingest", "POST, OPTIONS")]
    [InlineData("/api/quarantine", "DELETE, GET, HEAD, OPTIONS")]
    public async Task Options_names_what_an_address_takes_and_another_method_is_a_problem(string path, string allowed)
    {
        using var options = await cloud.Send(HttpMethod.Options, path, null);
        Assert.Equal((HttpStatusCode.NoContent, allowed), (options.StatusCode, string.Join(", ", options.Content.Headers.Allow)));
        using var other = await cloud.Send(HttpMethod.Patch, path, PortalFixture.AdminToken);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "application/problem+json"), (other.StatusCode, other.Content.Headers.ContentType?.MediaType));
        using var nowhere = await cloud.Send(HttpMethod.Options, "/nowhere", null);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Fact]
    public async Task Money_quarantine_and_concentrators_are_shown()
    {
        using var taken = await cloud.Ingest(Wire.Batch(
            Wire.Money(1, MoneyType.Escrow, 1), Wire.Money(2, MoneyType.Credited, 1), Wire.Reading(1, "1"), Wire.Lost(1, "readings", 2, 3), Wire.Event(2, "lost", "readings", "[]")));
        Assert.Equal("""{"stored":4,"duplicates":0,"quarantined":1}""", await PortalFixture.Text(taken));
        var payments = await cloud.Json("/api/payments");
        Assert.Equal(1000, payments.GetProperty("accounts")[0].GetProperty("credited").GetInt64());
        Assert.Equal("credited", payments.GetProperty("notes")[0].GetProperty("state").GetString());
        Assert.Equal("data.detail", (await cloud.Json("/api/quarantine")).GetProperty("events")[0].GetProperty("field").GetString());
        var concentrator = (await cloud.Json("/api/concentrators"))[0];
        Assert.Equal("G1", concentrator.GetProperty("gateway").GetString());
        Assert.Equal(3, concentrator.GetProperty("streams").GetArrayLength());
        Assert.Equal("overwritten", concentrator.GetProperty("lost")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_registrys_file_is_imported_by_admins_and_its_errors_are_told()
    {
        using var reader = await cloud.Import(PortalFixture.Csv, token: PortalFixture.ReadToken);
        Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
        using var nobody = await cloud.Import(PortalFixture.Csv, token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);

        using var same = await cloud.Import(PortalFixture.Csv);
        Assert.Equal(2, (await PortalFixture.Json(same)).GetProperty("unchanged").GetInt32());
        using var dry = await cloud.Import(PortalFixture.Csv.Replace("M2,", "M3,", StringComparison.Ordinal).Replace("162", "163", StringComparison.Ordinal), "?dry_run=true");
        Assert.Equal((1, false), ((await PortalFixture.Json(dry)).GetProperty("added").GetInt32(), (await PortalFixture.Json(dry)).GetProperty("applied").GetBoolean()));
        Assert.Equal(2, (await cloud.Json("/api/meters")).GetArrayLength());

        using var wrong = await cloud.Import(PortalFixture.Csv.Replace(",9600,", ",9601,", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var error = (await PortalFixture.Json(wrong)).GetProperty("errors")[0];
        Assert.Equal((3, "baud"), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetString()));

        using var other = await cloud.Send(HttpMethod.Post, "/api/registry/import", PortalFixture.AdminToken, new ByteArrayContent([1]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.StatusCode);
        using var badSwitch = await cloud.Import(PortalFixture.Csv, "?dry_run=perhaps");
        Assert.Equal(HttpStatusCode.BadRequest, badSwitch.StatusCode);
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_told_at_once()
    {
        var settings = new PortalSettings
        {
            Listen = "somewhere",
            GatewayTokens = new Dictionary<string, string> { ["G1"] = "short", ["G/2"] = "" },
            ReadToken = "same-token-twice-here",
            AdminToken = "same-token-twice-here",
            SettlingSeconds = -1,
            DatabaseFile = "here.db",
            DatabaseConnection = "Host=there",
        };
        var refused = await Assert.ThrowsAsync<PortalSettingsException>(() => PortalProcess.StartAsync(settings, new ManualTime(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken));
        foreach (var name in (string[])["Listen:", "GatewayTokens:G1:", "'G/2'", "GatewayTokens:G/2:", "two of them", "SettlingSeconds:", "DatabaseConnection:"])
            Assert.Contains(refused.Faults, f => f.Contains(name, StringComparison.Ordinal));
        var open = PortalSettingsCheck.Faults(new PortalSettings { Listen = "http://0.0.0.0:80", AnonymousReads = true });
        Assert.StartsWith("AnonymousReads", Assert.Single(open), StringComparison.Ordinal);
        Assert.Empty(PortalSettingsCheck.Faults(new PortalSettings()));
    }

    [Fact]
    public async Task A_portal_without_tokens_lets_nobody_in()
    {
        await using var portal = await PortalProcess.StartAsync(new PortalSettings { Listen = "http://127.0.0.1:0" }, new ManualTime(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = portal.Url };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer ");
        using var answer = await http.GetAsync(new Uri("/api/meters", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart_and_may_be_read_by_anybody_where_that_is_set()
    {
        using var folder = new TempFolder();
        var settings = PortalFixture.Settings with { DatabaseFile = folder.File("cloud.db"), AnonymousReads = true };
        await using (var first = await PortalProcess.StartAsync(settings, new ManualTime(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken))
            first.Registry.Import(PortalFixture.Csv);
        await using var second = await PortalProcess.StartAsync(settings, new ManualTime(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = second.Url };
        var meters = await http.GetStringAsync(new Uri("/api/meters", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(2, JsonDocument.Parse(meters).RootElement.GetArrayLength());
    }
}
