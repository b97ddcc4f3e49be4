using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Enrol;
using Wattline.Gateway.Host.Http;
using Wattline.Gateway.Host.Settings;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

/// <summary>The operators' interface, and who may use it.</summary>
public sealed class OperatorTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("operator-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact(Timeout = Deadline.Ms)]
    public async Task Operators_see_who_is_connected_and_what_is_missing_and_can_disconnect()
    {
        await using var rig = await Rig.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rig.Gateway.HttpPort}") };
        await using var device = await rig.ConnectAsync(Stop);
        foreach (var sequence in new[] { 1, 2, 5 }) await device.PublishAsync("v1/up/C-1/money", Money(sequence), Stop);
        await rig.Cloud.StoredAsync(3, Stop);
        var one = (await http.GetFromJsonAsync<JsonElement>("/api/concentrators", Stop))[0];
        Assert.Equal("C-1", one.GetProperty("name").GetString());
        var connection = one.GetProperty("connections")[0];
        Assert.Equal(
            ("C-1", "device", "3.1.1", 3, 0, false, JsonValueKind.Null),
            (connection.GetProperty("client_id").GetString(), connection.GetProperty("role").GetString(), connection.GetProperty("protocol").GetString(), connection.GetProperty("messages").GetInt32(),
                connection.GetProperty("unacknowledged").GetInt32(), connection.GetProperty("paused").GetBoolean(), connection.GetProperty("certificate").ValueKind));
        Assert.StartsWith("127.0.0.1:", connection.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal("""[{"stream":"money","epoch":"0000000000000007","first":1,"last":5,"missing":2,"gaps":[[3,4]]}]""", one.GetProperty("streams").GetRawText());

        using (var answer = await http.PostAsync("/api/concentrators/C-1/disconnect", null, Stop)) Assert.Equal("""{"disconnected":1}""", await answer.Content.ReadAsStringAsync(Stop));
        using (var answer = await http.PostAsync("/api/concentrators/C-1/disconnect", null, Stop)) Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var gone = await http.GetFromJsonAsync<JsonElement>("/api/concentrators/C-1", Stop);
        Assert.Equal((0, 1), (gone.GetProperty("connections").GetArrayLength(), gone.GetProperty("streams").GetArrayLength()));
        using (var answer = await http.GetAsync("/api/concentrators/C-9", Stop)) Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty((await http.GetFromJsonAsync<JsonElement>("/api/concentrators?after=C-1", Stop)).EnumerateArray());
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task The_interface_s_document_describes_what_is_served_and_nothing_else()
    {
        await using var gateway = await StartAsync(null);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{gateway.HttpPort}") };
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Stop);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var described = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var served = gateway.Routes
            .Select(route => (Path: System.Text.RegularExpressions.Regex.Replace(route.RoutePattern.RawText!, ":[a-z]+", ""), Methods: route.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()))
            .Where(route => route.Methods is not null && !route.Path.StartsWith("/openapi", StringComparison.Ordinal))
            .SelectMany(route => route.Methods!.HttpMethods.Select(method => $"{method} {route.Path}"));
        Assert.Equal(served.Order(), described.Order());
        var one = document.GetProperty("paths").GetProperty("/api/concentrators/{name}").GetProperty("get");
        Assert.Equal("name", one.GetProperty("parameters")[0].GetProperty("name").GetString());
        var fields = one.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties");
        Assert.Equal(["name", "connections", "streams"], fields.EnumerateObject().Select(field => field.Name));
    }

    [Theory(Timeout = Deadline.Ms)]
    [InlineData("127.0.0.1", null, 200)]
    [InlineData("localhost", null, 200)]
    [InlineData("[::1]", null, 200)]
    [InlineData("evil.example", null, 403)]
    [InlineData("127.0.0.1", "http://evil.example", 403)]
    [InlineData("127.0.0.1", "null", 403)]
    [InlineData("127.0.0.1", "http://127.0.0.1", 200)]
    public async Task Without_tokens_this_machine_is_served_and_no_page_of_another_host(string host, string? origin, int status)
    {
        await using var gateway = await StartAsync(null);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/concentrators"), (HttpMethod.Get, "/API/Quarantine"), (HttpMethod.Post, "/api/quarantine/replay") })
            Assert.Equal(status, await AskAsync(gateway, method, path, host, origin, null));
        Assert.Equal(200, await AskAsync(gateway, HttpMethod.Get, "/health/live", host, origin, null));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task With_tokens_each_request_shows_one_and_a_new_file_counts_at_once()
    {
        using var said = new StringWriter();
        Assert.Equal(0, EnrolCommand.Run(["--operator", "ann", "--directory", _directory.FullName], said, TextWriter.Null, MachineTime.Clock));
        var token = said.ToString().Split(' ')[9];
        var file = Path.Combine(_directory.FullName, "operator-tokens");
        Assert.DoesNotContain(token, await File.ReadAllTextAsync(file, Stop), StringComparison.Ordinal);
        await using var gateway = await StartAsync(file);
        Assert.Equal(200, await AskAsync(gateway, HttpMethod.Get, "/api/concentrators", "any.example", null, token));
        Assert.Equal(401, await AskAsync(gateway, HttpMethod.Get, "/api/concentrators", "127.0.0.1", null, null));
        Assert.Equal(401, await AskAsync(gateway, HttpMethod.Get, "/api/concentrators", "127.0.0.1", null, token[..^1]));
        Assert.Equal(401, await AskAsync(gateway, HttpMethod.Get, "/api/concentrators", "127.0.0.1", null, OperatorTokens.HashOf(token)));
        Assert.Equal(200, await AskAsync(gateway, HttpMethod.Get, "/health/ready", "127.0.0.1", null, null));
        await File.WriteAllTextAsync(file, OperatorTokens.HashOf("other"), Stop);
        Assert.Equal(401, await AskAsync(gateway, HttpMethod.Get, "/api/concentrators", "127.0.0.1", null, token));
        File.Delete(file);
        Assert.Equal(401, await AskAsync(gateway, HttpMethod.Get, "/api/concentrators", "127.0.0.1", null, "other"));
    }

    [Fact]
    public void Beyond_this_machine_the_interface_needs_tokens_that_can_be_used()
    {
        var settings = Settings(null) with { Http = new() { Address = IPAddress.Any, Port = 0 } };
        Assert.StartsWith("Http:TokensFile: must be given", Assert.Single(SettingsValidator.Check(settings), fault => fault.StartsWith("Http:", StringComparison.Ordinal)), StringComparison.Ordinal);
        var file = Path.Combine(_directory.FullName, "tokens");
        foreach (var (text, fault) in new[] { ("", "has no token"), ("hunter2 ann", "line 1: is no SHA-256"), ("# ann\n" + new string('g', 64), "line 2: is no SHA-256") })
        {
            File.WriteAllText(file, text);
            var told = Assert.Single(SettingsValidator.Check(Settings(file)));
            Assert.Contains(fault, told, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
        }
    }

    private static byte[] Money(int sequence) =>
        [.. Convert.FromHexString("88010700"), (byte)sequence, .. Convert.FromHexString("010AF6" + "8901" + "624B31" + "05"), (byte)sequence, .. Convert.FromHexString("6141" + "02" + "192710" + "63434E59" + "F6")];

    private static async Task<int> AskAsync(GatewayProcess gateway, HttpMethod method, string path, string host, string? origin, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{gateway.HttpPort}{path}");
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, Stop);
        return (int)answer.StatusCode;
    }

    private GatewaySettings Settings(string? tokens) => new()
    {
        Gateway = new() { Name = "gw" },
        Mqtt = new() { Port = 0, Anonymous = true },
        Http = new() { Port = 0, TokensFile = tokens },
        Journal = new() { Directory = Path.Combine(_directory.FullName, "journal") },
    };

    private Task<GatewayProcess> StartAsync(string? tokens) => GatewayProcess.StartAsync(Settings(tokens), new ManualTime(), null, Stop);
}
