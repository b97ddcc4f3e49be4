using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Enrol;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

/// <summary>MQTT over WebSocket with .NET's client, on the operators' port and on its own.</summary>
public sealed class WebSocketTests : IDisposable
{
    private static readonly byte[] _connect = [0x10, 15, 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, 3, .. "C-1"u8];
    private static readonly byte[] _publish = [0x32, 14, 0, 8, .. "v1/up/C-"u8, 0, 7, .. "xx"u8];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ws-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory(Timeout = Deadline.Ms)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Packets_may_lie_across_messages_and_messages_across_frames_anyhow(int size)
    {
        await using var gateway = await StartAsync(new());
        using var client = await OpenAsync(gateway);
        byte[] all = [.. _connect, .. _publish, 0xC0, 0];
        for (var at = 0; at < all.Length; at += size)
        {
            // Every second piece ends a message.
            await client.SendAsync(all.AsMemory(at, Math.Min(size, all.Length - at)), WebSocketMessageType.Binary, at / size % 2 == 1 || at + size >= all.Length, Stop);
        }
        var answers = await ReceiveAsync(client, 10);
        Assert.Equal([0x20, 2, 0, 0], answers[..4]);
        Assert.Contains("4002000700", Convert.ToHexString([.. answers[4..], 0]).Replace("D000", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("mqtt", client.SubProtocol);
        Assert.Equal(1, gateway.Status.Durable);
        await client.SendAsync(new byte[] { 0xE0, 0 }, WebSocketMessageType.Binary, true, Stop);
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[9].AsMemory(), Stop)).MessageType);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Text_ends_the_connection_and_is_named_and_empty_messages_do_not()
    {
        await using var rig = await Rig.StartAsync(Stop);
        using var client = await OpenAsync(rig.Gateway);
        await client.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Binary, true, Stop);
        await client.SendAsync(_connect, WebSocketMessageType.Binary, true, Stop);
        await ReceiveAsync(client, 4);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Stop);
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[9].AsMemory(), Stop)).MessageType);
        Assert.Equal(0, rig.Gateway.Status.Connected);
        Assert.Contains(nameof(CloseReason.NotBinary), rig.Logs, StringComparison.Ordinal);
    }

    [Theory(Timeout = Deadline.Ms)]
    [InlineData("chat", null, 400)]
    [InlineData(null, null, 400)]
    [InlineData("mqtt", "https://evil.example", 403)]
    [InlineData("mqtt", "null", 403)]
    [InlineData("mqtt", "https://good.example", 101)]
    [InlineData("mqtt", "same", 101)]
    public async Task Who_speaks_something_else_or_comes_from_another_page_is_turned_away(string? protocol, string? origin, int status)
    {
        await using var gateway = await StartAsync(new() { Origins = ["https://good.example"] });
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        if (protocol is not null) client.Options.AddSubProtocol(protocol);
        if (origin is not null) client.Options.SetRequestHeader("Origin", origin == "same" ? $"http://127.0.0.1:{gateway.HttpPort}" : origin);
        try
        {
            await client.ConnectAsync(new($"ws://127.0.0.1:{gateway.WebSocketPort}/mqtt"), Stop);
        }
        catch (WebSocketException) when (status != 101)
        {
            // As it should.
        }
        Assert.Equal(status, (int)client.HttpStatusCode);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task On_a_port_of_its_own_there_is_nothing_else_and_on_the_operators_port_no_MQTT()
    {
        await using var gateway = await StartAsync(new() { Port = 0 });
        Assert.NotEqual(gateway.HttpPort, gateway.WebSocketPort);
        using var http = new HttpClient();
        async Task<HttpStatusCode> Get(int port, string path)
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), Stop);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.UpgradeRequired, await Get(gateway.WebSocketPort, "/mqtt"));
        Assert.Equal(HttpStatusCode.NotFound, await Get(gateway.WebSocketPort, "/health/live"));
        Assert.Equal(HttpStatusCode.NotFound, await Get(gateway.HttpPort, "/mqtt"));
        Assert.Equal(HttpStatusCode.OK, await Get(gateway.HttpPort, "/health/live"));
        using var client = await OpenAsync(gateway);
        await client.SendAsync(_connect, WebSocketMessageType.Binary, true, Stop);
        Assert.Equal([0x20, 2, 0, 0], await ReceiveAsync(client, 4));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Over_TLS_it_shows_the_gateway_s_certificate()
    {
        Assert.Equal(0, EnrolCommand.Run(["--server", "localhost", "--directory", _directory.FullName], TextWriter.Null, TextWriter.Null, MachineTime.Clock));
        var server = Path.Combine(_directory.FullName, "servers", "localhost");
        await using var gateway = await StartAsync(new() { Port = 0, Tls = true }, new() { Port = 0, Address = IPAddress.Loopback, CertificateFile = $"{server}.pem", KeyFile = $"{server}.key" });
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_directory.FullName, "authority.pem"));
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("mqtt");
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        using var invoker = new HttpMessageInvoker(handler);
        await client.ConnectAsync(new($"wss://localhost:{gateway.WebSocketPort}/mqtt"), invoker, Stop);
        await client.SendAsync(_connect, WebSocketMessageType.Binary, true, Stop);
        Assert.Equal([0x20, 2, 0, 0], await ReceiveAsync(client, 4));
    }

    private static async Task<ClientWebSocket> OpenAsync(GatewayProcess gateway)
    {
        var client = new ClientWebSocket();
        client.Options.AddSubProtocol("mqtt");
        await client.ConnectAsync(new($"ws://127.0.0.1:{gateway.WebSocketPort}/mqtt"), Stop);
        return client;
    }

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket client, int count)
    {
        var bytes = new List<byte>();
        var buffer = new byte[100];
        while (bytes.Count < count)
        {
            var result = await client.ReceiveAsync(buffer.AsMemory(), Stop);
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            bytes.AddRange(buffer.AsSpan(0, result.Count));
        }
        return [.. bytes];
    }

    private Task<GatewayProcess> StartAsync(WebSocketSettings webSocket, TlsSettings? tls = null) => GatewayProcess.StartAsync(
        new()
        {
            Gateway = new() { Name = "gw" },
            Mqtt = new() { Port = 0, Anonymous = true, WebSocket = webSocket, Tls = tls ?? new() },
            Http = new() { Port = 0 },
            Journal = new() { Directory = Path.Combine(_directory.FullName, "journal") },
        },
        new ManualTime(), null, Stop);
}
