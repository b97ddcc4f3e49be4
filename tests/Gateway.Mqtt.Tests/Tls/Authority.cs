using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Tests.Gateway.Mqtt.Tls;

/// <summary>A certificate authority of a test's own.</summary>
internal sealed class Authority : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CertificateRevocationListBuilder _revoked = new();
    private int _lists;

    public Authority(string name = "Test authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = request.CreateSelfSigned(Start.AddDays(-1_000), Start.AddDays(10_000));
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    public X509Certificate2 Server() => Issue("CN=localhost", "1.3.6.1.5.5.7.3.1", request =>
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
    });

    public X509Certificate2 Client(string subject, int notBefore = -1, double notAfter = 1, string usage = "1.3.6.1.5.5.7.3.2") =>
        Issue(subject, usage, null, notBefore, notAfter);

    public void Revoke(X509Certificate2 certificate) => _revoked.AddEntry(certificate, Start.AddDays(-1));

    /// <summary>The revocation list, good until so many days after the start.</summary>
    public string RevokedPem(int nextUpdate = 30) => PemEncoding.WriteString(
        "X509 CRL", _revoked.Build(Certificate, new BigInteger(++_lists), Start.AddDays(nextUpdate), HashAlgorithmName.SHA256, thisUpdate: Start.AddDays(-2)));

    private X509Certificate2 Issue(string subject, string usage, Action<CertificateRequest>? more, int notBefore = -1, double notAfter = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(usage)], true));
        more?.Invoke(request);
        using var bare = request.Create(Certificate, Start.AddDays(notBefore), Start.AddDays(notAfter), RandomNumberGenerator.GetBytes(16));
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
