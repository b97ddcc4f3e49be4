using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Wattline.Tests.Bench;

/// <summary>Thousands of devices, each with a certificate of its own, that connect by mutual TLS and say nothing.</summary>
internal sealed class TlsCrowd : IDisposable
{
    private const int AtOnce = 64;
    private readonly SslStream[] _streams;

    private TlsCrowd(SslStream[] streams) => _streams = streams;

    /// <summary>Connects them all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="port">The endpoint's TLS port on this machine.</param>
    /// <param name="authority">Signs their certificates; with its key.</param>
    public static async Task<TlsCrowd> ConnectAsync(int count, int port, X509Certificate2 authority)
    {
        // One key serves all: the gateway sees ten thousand names, this process makes one key.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var streams = new SslStream[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, stop) =>
        {
            var name = $"C-{number:D6}";
            var certificate = Issue(name, key, authority);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port, stop);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "127.0.0.1",
                    ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { authority },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
                stop);
            byte[] connect = [0x10, (byte)(12 + name.Length), 0, 4, .. "MQTT"u8, 4, 2, 2, 88, 0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)];
            await stream.WriteAsync(connect, stop);
            var connack = new byte[4];
            await stream.ReadExactlyAsync(connack, stop);
            if (connack[3] != 0) throw new InvalidOperationException($"{name} was refused with {connack[3]}.");
            streams[number] = stream;
        });
        return new TlsCrowd(streams);
    }

    public void Dispose()
    {
        foreach (var stream in _streams) stream.Dispose();
    }

    private static X509Certificate2 Issue(string name, ECDsa key, X509Certificate2 authority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var bare = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
