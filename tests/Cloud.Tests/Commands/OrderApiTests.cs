using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Tests.Cloud.Tests.Portal;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Commands;

/// <summary>Commands over the API, as people and other programs ask for them.</summary>
public sealed class OrderApiTests : IAsyncLifetime
{
    private const string OperatorToken = "token-of-an-operator", ReleaserToken = "token-of-a-releaser";

    private readonly string _master = Path.GetTempFileName();
    private readonly ManualTime _time = new();
    private PortalProcess _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_master, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), Stop);
        _portal = await PortalProcess.StartAsync(
            PortalFixture.Settings with
            {
                People = new Dictionary<string, PersonSettings>
                {
                    ["mei"] = new() { Token = OperatorToken, Rights = ["commands", "write"] },
                    ["otto"] = new() { Token = ReleaserToken, Rights = ["commands", "release"] },
                },
                Commands = new() { MasterKeyFile = _master },
            },
            _time, NullLoggerFactory.Instance, Stop);
        Assert.True(_portal.Registry.Import(PortalFixture.Csv).Applied);
        _http = new HttpClient { BaseAddress = _portal.Url };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        File.Delete(_master);
    }

    [Fact(Timeout = 60_000)]
    public async Task From_the_key_to_the_verified_state_and_who_did_what()
    {
        var (drawn, key) = await SendAsync(HttpMethod.Post, "/api/concentrators/C-0001/key", PortalFixture.AdminToken);
        Assert.Equal((HttpStatusCode.OK, 64), (drawn, key.GetProperty("key").GetString()!.Length));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Put, "/api/meters/M1/access", PortalFixture.AdminToken, new { level = "02", password = "123456", @operator = "00000001" })).Status);
        var (created, order) = await SendAsync(HttpMethod.Post, "/api/commands", OperatorToken, new { command = "allow_close", meter = "M1", reason = "paid at the kiosk", request = "r1" });
        Assert.Equal((HttpStatusCode.Created, "queued", "mei"), (created, order.GetProperty("state").GetString(), order.GetProperty("asked_by").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/api/commands", OperatorToken, new { command = "allow_close", meter = "M1", reason = "paid at the kiosk", request = "r1" })).Status);
        var id = order.GetProperty("id").GetInt64();
        var given = _portal.Commands.Take("G1", 0, static _ => true).Single();
        byte[] allowed = [0x88, 1, 7, 3, 1, 1, 0, 0xF6, 0x86, 0x1B, .. Big(id), 0x1B, .. Big(given.Decision), 5, 0xF6, 0x84, 0x10, 0x00, 0xF6, 0x00, 0xF6];
        _portal.Commands.Result("G1", new LinkResult(1, "C-0001", id, 1, allowed));
        var view = (await SendAsync(HttpMethod.Get, $"/api/commands/{id}", PortalFixture.ReadToken)).Body;
        Assert.Equal(("allowed", ""), (view.GetProperty("state").GetString(), view.GetProperty("content").GetString()));
        Assert.Equal(["posted mei", "sent G1", "allowed C-0001"], view.GetProperty("order").GetProperty("events").EnumerateArray().Select(static told => $"{told.GetProperty("what").GetString()} {told.GetProperty("who").GetString()}"));
        Assert.Equal("allowed", (await SendAsync(HttpMethod.Get, "/api/meters/M1/relay", PortalFixture.ReadToken)).Body.GetProperty("state").GetString());
        Assert.Equal(1, (await SendAsync(HttpMethod.Get, "/api/commands?meter=M1", PortalFixture.ReadToken)).Body.GetArrayLength());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_is_counted_in_the_transformer_area_of_its_meter()
    {
        await SendAsync(HttpMethod.Post, "/api/concentrators/C-0001/key", PortalFixture.AdminToken);
        Assert.Equal("C-0001", (await SendAsync(HttpMethod.Post, "/api/commands", OperatorToken, new { command = "read_now", meter = "M1", identifiers = new[] { "00010000" } })).Body.GetProperty("area").GetString());
        var now = _time.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (file, csv) in new[] { ("areas", "area\nT-7\n"), ("points", "point,zone,max_kw,area\nP1,Asia/Shanghai,15,T-7\n"), ("installations", $"meter,point,from\nM1,P1,{now}\n") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/registry/{file}/import") { Content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv") };
            request.Headers.Authorization = new("Bearer", PortalFixture.AdminToken);
            using var response = await _http.SendAsync(request, Stop);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
        }
        Assert.Equal("T-7", (await SendAsync(HttpMethod.Post, "/api/commands", OperatorToken, new { command = "read_now", meter = "M1", identifiers = new[] { "00010000" } })).Body.GetProperty("area").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_refusal_says_what_where_and_why()
    {
        await RefusedAsync(HttpStatusCode.Unauthorized, null, new { command = "trip", meter = "M1", reason = "x" }, "token");
        await RefusedAsync(HttpStatusCode.Forbidden, PortalFixture.ReadToken, new { command = "trip", meter = "M1", reason = "x" }, "read");
        await RefusedAsync(HttpStatusCode.Forbidden, OperatorToken, new { command = "close", meter = "M1", reason = "x", consent = "y" }, "'close'");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, OperatorToken, new { command = "explode", meter = "M1" }, "command: one of read_now");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, OperatorToken, new { command = "trip", meter = "M1" }, "reason:");
        await RefusedAsync(HttpStatusCode.NotFound, OperatorToken, new { command = "allow_close", meter = "M9", reason = "x" }, "meter: there is no meter M9");
        await RefusedAsync(HttpStatusCode.Conflict, OperatorToken, new { command = "allow_close", meter = "M1", reason = "x" }, "C-0001 has no key");
        await RefusedAsync(HttpStatusCode.Conflict, OperatorToken, new { command = "trip", meter = "M1", reason = "x" }, "no register of meter M1 was read within 3 days");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, OperatorToken, new { command = "read_now", meter = "M1", identifiers = new[] { "1" } }, "identifiers: '1'");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, OperatorToken, new { command = "trip", meter = "M1", reason = "x", expires = "2020-01-01T00:00:00Z" }, "expires:");
        await RefusedAsync(HttpStatusCode.BadRequest, OperatorToken, new { command = "trip", metre = "M1" }, "body:");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, OperatorToken, new { command = "transparent", meter = "M1", frame = new { control = "1C", data = "00" } }, "frame.control:");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_frame_that_writes_waits_for_a_second_person()
    {
        await SendAsync(HttpMethod.Post, "/api/concentrators/C-0001/key", PortalFixture.AdminToken);
        var (status, order) = await SendAsync(HttpMethod.Post, "/api/commands", OperatorToken, new { command = "transparent", meter = "M1", frame = new { control = "14", data = "0301000402" } });
        Assert.Equal((HttpStatusCode.Accepted, "proposed"), (status, order.GetProperty("state").GetString()));
        var path = $"/api/commands/{order.GetProperty("id").GetInt64()}";
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Post, path + "/approve", OperatorToken)).Status);
        var (approved, after) = await SendAsync(HttpMethod.Post, path + "/approve", ReleaserToken);
        Assert.Equal((HttpStatusCode.Created, "queued", "otto"), (approved, after.GetProperty("state").GetString(), after.GetProperty("released_by").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, path + "/cancel", OperatorToken)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Post, path + "/cancel", OperatorToken)).Status);
    }

    private static byte[] Big(long value)
    {
        var bytes = BitConverter.GetBytes(value);
        Array.Reverse(bytes);
        return bytes;
    }

    private async Task RefusedAsync(HttpStatusCode status, string? token, object body, string detail)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/commands", token, body);
        Assert.True(status == answer.Status && answer.Body.GetProperty("detail").GetString()!.Contains(detail, StringComparison.Ordinal), $"{answer.Status}: {answer.Body}");
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        using var answer = await _http.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
