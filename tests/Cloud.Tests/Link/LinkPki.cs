using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Tests.Cloud.Tests.Link;

/// <summary>An authority of a test's own, good for decades.</summary>
internal sealed class LinkPki
{
    private const string Client = "1.3.6.1.5.5.7.3.2";
    private const string Server = "1.3.6.1.5.5.7.3.1";
    private static readonly DateTimeOffset _from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _to = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public LinkPki()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Authority = request.CreateSelfSigned(_from, _to);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Gateway(string name, bool forServers = false, bool expired = false) => Issue($"CN={name}", forServers ? Server : Client, expired);

    public X509Certificate2 Cloud() => Issue("CN=localhost", Server, false);

    private X509Certificate2 Issue(string subject, string usage, bool expired)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(usage)], true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(Authority, _from.AddDays(1), expired ? _from.AddDays(2) : _to.AddDays(-1), RandomNumberGenerator.GetBytes(16));
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
