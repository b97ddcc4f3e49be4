using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Gateway.Mqtt.Client;

/// <summary>Where a server is, and how to open a connection to it.</summary>
/// <param name="Host">Its name or address; with TLS the name that its certificate must have.</param>
/// <param name="Port">Its TCP port; 1883 and 8883 by custom.</param>
public sealed record MqttServer(string Host, int Port)
{
    /// <summary>Null speaks plainly.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="AuthenticationException">One side does not trust the other.</exception>
    /// <exception cref="IOException">It ended at once.</exception>
    public async ValueTask<Stream> OpenAsync(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(Host, Port, stop).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (Tls is null) return stream;
            var tls = new SslStream(stream);
            stream = tls;
            await tls.AuthenticateAsClientAsync(TlsOptions(Tls), stop).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            throw;
        }
    }

    private SslClientAuthenticationOptions TlsOptions(MqttTls tls)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificates = tls.ClientCertificate is null ? null : [tls.ClientCertificate],
        };
        if (tls.Authorities is null) return options;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(tls.Authorities);
        options.CertificateChainPolicy = policy;
        return options;
    }
}
