using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

/// <summary>A portal on a free port, with everything in memory.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    public const string GatewayToken = "gateway-token-of-G1";
    public const string OtherGatewayToken = "gateway-token-of-G2";
    public const string ReadToken = "token-of-a-reader";
    public const string AdminToken = "token-of-an-admin";

    public const string Csv = """
        meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,point_of_delivery,gateway,every_s
        M1,C-0001,0,000000000161,dlt645-2007,dlt645-2007-single-phase,2400,1,15,UTC,POD-1,G1,900
        M2,C-0001,1,000000000162,dlt645-2007,dlt645-2007-energy,9600,3,45.5,Asia/Shanghai,,G1,

        """;

    public static readonly PortalSettings Settings = new()
    {
        Listen = "http://127.0.0.1:0",
        GatewayTokens = new Dictionary<string, string> { ["G1"] = GatewayToken, ["G2"] = OtherGatewayToken },
        ReadToken = ReadToken,
        AdminToken = AdminToken,
        SettlingSeconds = 30,
    };

    public ManualTime Time { get; } = new();

    public PortalProcess Portal { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Portal = await PortalProcess.StartAsync(Settings with { DatabaseConnection = TestStore.NewConnection() }, Time, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        Http = new HttpClient { BaseAddress = Portal.Url };
        Assert.True(Portal.Registry.Import(Csv).Applied);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Portal.DisposeAsync();
    }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? token, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        headers?.Invoke(request.Headers);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> Get(string path, string? token = ReadToken, Action<HttpRequestHeaders>? headers = null) => Send(HttpMethod.Get, path, token, null, headers);

    public async Task<JsonElement> Json(string path, string? token = ReadToken)
    {
        using var answer = await Get(path, token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await Text(answer)}");
        return await Json(answer);
    }

    public Task<HttpResponseMessage> Ingest(ReadOnlyMemory<byte> batch, string? token = GatewayToken, string type = "application/cloudevents-batch+json")
    {
        var content = new ReadOnlyMemoryContent(batch);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return Send(HttpMethod.Post, "/ingest", token, content);
    }

    public Task<HttpResponseMessage> Import(string csv, string query = "", string? token = AdminToken) =>
        Send(HttpMethod.Post, "/api/registry/import" + query, token, new StringContent(csv, Encoding.UTF8, "text/csv"));

    public static Task<string> Text(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await Text(answer));
        return document.RootElement.Clone();
    }
}
