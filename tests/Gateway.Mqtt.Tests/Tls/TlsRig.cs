using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt.Tls;

/// <summary>The endpoint with TLS on a real socket, its files in a directory of their own, its time in the test's hand.</summary>
internal sealed class TlsRig : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tls-");
    private readonly Channel<string> _logs = Channel.CreateUnbounded<string>();
    private WebApplication _app = null!;
    private ListenOptions _listener = null!;

    public Authority Authority { get; } = new();

    public ManualTime Time { get; } = new();

    public PretendIntake Intake { get; } = new() { AtOnce = true };

    public TlsKeeper Keeper { get; private set; } = null!;

    public MqttBroker Broker => _app.Services.GetRequiredService<MqttBroker>();

    public ConnectionGate Gate => _app.Services.GetRequiredService<ConnectionGate>();

    public ConcurrentQueue<string> Logs { get; } = new();

    public static async Task<TlsRig> StartAsync(Func<TlsFiles, TlsFiles>? change = null, MqttLimits? limits = null, IAuthenticator? others = null)
    {
        var rig = new TlsRig();
        rig.WriteServer(rig.Authority.Server());
        rig.Write("authorities.pem", rig.Authority.Pem);
        rig.Write("revoked.pem", rig.Authority.RevokedPem());
        var files = new TlsFiles
        {
            CertificateFile = rig.Path("server.pem"),
            KeyFile = rig.Path("server.key"),
            AuthorityFiles = [rig.Path("authorities.pem")],
            RevocationFiles = [rig.Path("revoked.pem")],
        };
        rig.Keeper = new(change?.Invoke(files) ?? files, rig.Time, rig);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(rig));
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => (rig._listener = listen).UseMqtt(rig.Keeper)));
        builder.Services.AddSingleton<IMessageIntake>(rig.Intake);
        builder.Services.AddSingleton<IAuthenticator>(new CertificateAuthenticator(rig.Keeper, others));
        builder.Services.AddSingleton<TimeProvider>(rig.Time);
        builder.Services.AddSingleton<IRefreshable>(rig.Keeper);
        builder.Services.AddSingleton(limits ?? new MqttLimits());
        builder.Services.AddMqttEndpoint();
        rig._app = builder.Build();
        await rig._app.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    public string Path(string file) => System.IO.Path.Combine(_directory.FullName, file);

    public void Write(string file, string text) => File.WriteAllText(Path(file), text);

    public void WriteServer(X509Certificate2 certificate)
    {
        Write("server.pem", certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The look that comes every few seconds.</summary>
    public void Refresh() => Time.Advance(TimeSpan.FromSeconds(5));

    public async Task<Socket> OpenAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_listener.EndPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>A handshake; whatever the client thinks of it. With TLS 1.3 a server's refusal comes with the first read.</summary>
    public async Task<SslStream> HandshakeAsync(X509Certificate2? certificate, SslProtocols protocols = SslProtocols.None, string? alpn = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = Time.GetUtcNow().UtcDateTime };
        policy.CustomTrustStore.Add(Authority.Certificate);
        var tls = new SslStream(new NetworkStream(await OpenAsync(), ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = certificate is null ? null : [certificate],
                EnabledSslProtocols = protocols,
                ApplicationProtocols = alpn is null ? null : [new(alpn)],
                CertificateChainPolicy = policy,
            },
            TestContext.Current.CancellationToken);
        return tls;
    }

    /// <summary>A client that is connected.</summary>
    public async Task<SslStream> ConnectAsync(X509Certificate2? certificate, string id, SslProtocols protocols = SslProtocols.None)
    {
        var tls = await HandshakeAsync(certificate, protocols, "mqtt");
        await tls.WriteAsync(Packet.Connect(id, null, null, keepAlive: 0), TestContext.Current.CancellationToken);
        Assert.Equal([0x20, 2, 0, 0], await ReceiveAsync(tls, 4));
        return tls;
    }

    public static async Task<byte[]> ReceiveAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    /// <summary>The next line that holds a text; lines before it are gone.</summary>
    public async Task<string> LoggedAsync(string text)
    {
        while (true)
        {
            var line = await _logs.Reader.ReadAsync(TestContext.Current.CancellationToken);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Authority.Dispose();
        _directory.Delete(recursive: true);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Logs.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
        _logs.Writer.TryWrite($"{eventId.Id} {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
