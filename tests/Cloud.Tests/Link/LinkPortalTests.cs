using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Tests.Cloud.Tests.Portal;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Link;

/// <summary>The portal's end of the link on real sockets.</summary>
public sealed class LinkPortalTests : IAsyncLifetime
{
    private const string Hello = """{"type":"hello","registry":null,"received":0,"group":"G1"}""";
    private const string Here = """{"type":"presence","reset":true,"here":[{"name":"C-0001","age_ms":5}],"gone":[]}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("link-");
    private readonly LinkPki _pki = new();
    private readonly ManualTime _time = new();
    private PortalProcess _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var cloud = _pki.Cloud();
        await File.WriteAllTextAsync(Path("cloud.pem"), cloud.ExportCertificatePem(), Stop);
        await File.WriteAllTextAsync(Path("cloud.key"), cloud.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Stop);
        await File.WriteAllTextAsync(Path("authority.pem"), _pki.Authority.ExportCertificatePem(), Stop);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PortalFixture.GatewayToken)));
        _portal = await PortalProcess.StartAsync(
            PortalFixture.Settings with
            {
                GatewayTokens = new Dictionary<string, string> { ["G1"] = $"sha256:{hash}", ["G2"] = PortalFixture.OtherGatewayToken },
                GatewayDoor = new()
                {
                    Listen = "https://127.0.0.1:0",
                    CertificateFile = Path("cloud.pem"),
                    KeyFile = Path("cloud.key"),
                    AuthorityFile = Path("authority.pem"),
                    Gateways = ["G1", "G2"],
                },
            },
            _time, NullLoggerFactory.Instance, Stop);
        Assert.True(_portal.Registry.Import(PortalFixture.Csv).Applied);
        _http = new HttpClient { BaseAddress = _portal.Url };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", PortalFixture.AdminToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_gateway_with_its_certificate_gets_its_registry()
    {
        using var socket = await DialAsync("G1", _pki.Gateway("G1"));
        await SayAsync(socket, Hello);
        Assert.Equal("registry", (await HearAsync(socket)).GetProperty("type").GetString());
        var view = (await _http.GetFromJsonAsync<JsonElement>("/api/gateways", Stop))[0];
        Assert.Equal("G1", view.GetProperty("gateway").GetString());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("G9", "G9", false, false)] // nobody whom the cloud knows
    [InlineData("G2", "G1", false, false)] // another's link
    [InlineData("G1", "G1", true, false)] // a certificate for servers
    [InlineData("G1", "G1", false, true)] // its time is over
    [InlineData("not a name", "G1", false, false)]
    public async Task A_certificate_that_is_not_the_gateways_opens_nothing(string name, string link, bool forServers, bool expired) =>
        await Assert.ThrowsAsync<WebSocketException>(() => DialAsync(link, _pki.Gateway(name, forServers, expired)));

    [Fact(Timeout = 60_000)]
    public async Task Another_authoritys_certificate_and_none_at_all_open_nothing()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => DialAsync("G1", new LinkPki().Gateway("G1")));
        await Assert.ThrowsAsync<WebSocketException>(() => DialAsync("G1", certificate: null));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_does_on_this_machine_and_no_other_token_does()
    {
        using (var socket = await DialAsync("G1", PortalFixture.GatewayToken)) await SayAsync(socket, Hello);
        await Assert.ThrowsAsync<WebSocketException>(() => DialAsync("G1", PortalFixture.OtherGatewayToken));
        await Assert.ThrowsAsync<WebSocketException>(() => DialAsync("G1", "another-token-altogether"));
        using var plain = new HttpRequestMessage(HttpMethod.Get, "/gateways/G1/link");
        plain.Headers.Authorization = new("Bearer", PortalFixture.GatewayToken);
        using var answer = await _http.SendAsync(plain, Stop);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_breaks_the_contract_or_is_too_long_ends_the_link_with_the_reason()
    {
        using (var socket = await DialAsync("G1", PortalFixture.GatewayToken))
        {
            await SayAsync(socket, """{"type":"hello","registry":null,"received":-1,"group":"G1"}""");
            Assert.Equal((WebSocketCloseStatus.PolicyViolation, "Malformed"), await EndAsync(socket));
        }
        using (var socket = await DialAsync("G1", PortalFixture.GatewayToken))
        {
            await SayAsync(socket, $$"""{"type":"hello","registry":"{{new string('x', 70_000)}}","received":0,"group":"G1"}""");
            Assert.Equal((WebSocketCloseStatus.MessageTooBig, "TooLong"), await EndAsync(socket));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_link_of_a_gateway_ends_the_first()
    {
        using var first = await DialAsync("G1", PortalFixture.GatewayToken);
        await SayAsync(first, Hello);
        await HearAsync(first);
        using var second = await DialAsync("G1", PortalFixture.GatewayToken);
        Assert.Equal("Replaced", (await EndAsync(first)).Why);
        await SayAsync(second, Hello);
        Assert.Equal("registry", (await HearAsync(second)).GetProperty("type").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_that_is_posted_goes_down_and_its_fate_is_told()
    {
        using var socket = await DialAsync("G1", PortalFixture.GatewayToken);
        await SayAsync(socket, Hello);
        await SayAsync(socket, Here);
        Assert.Equal(HttpStatusCode.Created, await PutAsync(77, "C-0001", "qrs="));
        var command = await HearAsync(socket, "command");
        Assert.Equal((1, 77, "qrs="), (command.GetProperty("number").GetInt32(), command.GetProperty("id").GetInt32(), command.GetProperty("content").GetString()));
        await SayAsync(socket, """{"type":"received","number":1}""");
        await SayAsync(socket, """{"type":"outcome","id":77,"state":"delivered"}""");
        Assert.Equal(77, (await HearAsync(socket, "noted")).GetProperty("outcomes")[0].GetInt32());
        await SayAsync(socket, """{"type":"result","number":9,"concentrator":"C-0001","command":77,"received_ms":1,"content":"AQ=="}""");
        Assert.Equal(9, (await HearAsync(socket, "noted")).GetProperty("results")[0].GetInt32());
        var view = await _http.GetFromJsonAsync<JsonElement>("/api/commands/77", Stop);
        Assert.Equal("answered", view.GetProperty("state").GetString());
        Assert.Equal(["posted admin", "sent G1", "received G1", "delivered G1", "answered C-0001"],
            view.GetProperty("events").EnumerateArray().Select(told => $"{told.GetProperty("what").GetString()} {told.GetProperty("who").GetString()}"));
        Assert.Equal("G1", (await _http.GetFromJsonAsync<JsonElement>("/api/claims?concentrator=C-0001", Stop)).GetProperty("claims")[0].GetProperty("gateway").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Posting_is_guarded_checked_and_may_be_repeated()
    {
        Assert.Equal(HttpStatusCode.Created, await PutAsync(5, "C-0001", "qrs="));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(5, "C-0001", "qrs="));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(5, "C-0001", "AAAA"));
        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(6, "C-9999", "qrs="));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(6, "C-0001", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(6, "C-0001", "qrs=", "2020-01-01T00:00:00Z"));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(6, "C-0001", "!!!"));
        _http.DefaultRequestHeaders.Authorization = new("Bearer", PortalFixture.ReadToken);
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(6, "C-0001", "qrs="));
        using var unknown = await _http.GetAsync("/api/commands/6", Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private string Path(string file) => System.IO.Path.Combine(_folder.FullName, file);

    private async Task<HttpStatusCode> PutAsync(long id, string concentrator, string content, string expires = "2026-03-01T01:00:00Z")
    {
        using var answer = await _http.PutAsJsonAsync($"/api/commands/{id}", new { concentrator, decision = 1, expires, content }, Stop);
        return answer.StatusCode;
    }

    private Task<ClientWebSocket> DialAsync(string gateway, X509Certificate2? certificate) => DialAsync(new Uri($"wss://localhost:{_portal.GatewayDoorUrl!.Port}/gateways/{gateway}/link"), options =>
    {
        if (certificate is not null) options.ClientCertificates.Add(certificate);
        options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Issuer == "CN=Test authority";
    });

    private Task<ClientWebSocket> DialAsync(string gateway, string token) =>
        DialAsync(new Uri($"ws://127.0.0.1:{_portal.Url.Port}/gateways/{gateway}/link"), options => options.SetRequestHeader("Authorization", $"Bearer {token}"));

    private static async Task<ClientWebSocket> DialAsync(Uri url, Action<ClientWebSocketOptions> set)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("wattline.link.v1");
        set(socket.Options);
        await socket.ConnectAsync(url, Stop);
        return socket;
    }

    private static Task SayAsync(ClientWebSocket socket, string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, Stop);

    private static async Task<JsonElement> HearAsync(ClientWebSocket socket, string? type = null)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, Stop);
            if (got.MessageType != WebSocketMessageType.Text) continue;
            var message = JsonDocument.Parse(buffer.AsMemory(0, got.Count)).RootElement;
            if (type is null || message.GetProperty("type").GetString() == type) return message;
        }
    }

    private static async Task<(WebSocketCloseStatus? Status, string? Why)> EndAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer, Stop)).MessageType != WebSocketMessageType.Close) continue;
        return (socket.CloseStatus, socket.CloseStatusDescription);
    }
}
