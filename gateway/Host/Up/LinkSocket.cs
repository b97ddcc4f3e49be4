using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Host.Settings;

namespace Wattline.Gateway.Host.Up;

/// <summary>Dials the cloud: a WebSocket, with this gateway's certificate and with an eye on the cloud's.</summary>
internal sealed class LinkSocket : IDisposable
{
    private static readonly TimeSpan _connectWithin = TimeSpan.FromSeconds(15);

    private readonly string _token;
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2Collection? _authorities;

    public LinkSocket(Uri cloud, string token, string gateway, LinkSettings files)
    {
        _token = token;
        var scheme = cloud.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        Url = new UriBuilder(cloud) { Scheme = scheme, Path = $"{cloud.AbsolutePath.TrimEnd('/')}/gateways/{Uri.EscapeDataString(gateway)}/link" }.Uri;
        if (files.CertificateFile is { } file)
        {
            using var pem = X509Certificate2.CreateFromPemFile(file, files.KeyFile);
            // A key that came from PEM is not usable by every platform's TLS before it went through PKCS #12.
            _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        if (files.AuthorityFile is not { } authorities) return;
        _authorities = [];
        _authorities.ImportFromPemFile(authorities);
    }

    /// <summary>The link's address.</summary>
    public Uri Url { get; }

    /// <summary>A connection.</summary>
    /// <exception cref="WebSocketException">There is none: the cloud is away, is not whom it should be, or does not know this gateway.</exception>
    public async Task<WebSocket> ConnectAsync(CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(LinkLimits.Subprotocol);
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // The link has its own heartbeats.
        if (_certificate is not null) socket.Options.ClientCertificates.Add(_certificate);
        else socket.Options.SetRequestHeader("Authorization", $"Bearer {_token}");
        if (_authorities is not null) socket.Options.RemoteCertificateValidationCallback = (_, shown, _, errors) => IsCloud(shown, errors);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(_connectWithin);
        try
        {
            await socket.ConnectAsync(Url, deadline.Token).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _certificate?.Dispose();

    /// <summary>Its name is right, and one of our authorities says so.</summary>
    private bool IsCloud(X509Certificate? shown, SslPolicyErrors errors)
    {
        if (shown is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var certificate = new X509Certificate2(shown);
        return chain.Build(certificate);
    }
}
