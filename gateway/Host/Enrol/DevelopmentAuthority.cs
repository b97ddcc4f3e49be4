using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Gateway.Host.Enrol;

/// <summary>
/// A certificate authority in a directory: <c>authority.pem</c>, <c>authority.key</c>, <c>revoked.pem</c>, and below it
/// <c>devices/NAME.pem</c> and <c>servers/HOST.pem</c>, each with its key. For development and small sites: whoever reads the
/// authority's key can make any device.
/// </summary>
internal sealed class DevelopmentAuthority : IDisposable
{
    private const int AuthorityDays = 3_650;
    private const int ListDays = 90;
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly string _directory;
    private readonly TimeProvider _wall;
    private readonly X509Certificate2 _certificate;

    private DevelopmentAuthority(string directory, TimeProvider wall, X509Certificate2 certificate) =>
        (_directory, _wall, _certificate) = (directory, wall, certificate);

    /// <summary>What a gateway trusts (Mqtt:Tls:AuthorityFiles).</summary>
    public string CertificateFile => Path.Combine(_directory, "authority.pem");

    private string ListFile => Path.Combine(_directory, "revoked.pem");

    /// <summary>Clocks of devices and gateways differ: what is new is good an hour ago already.</summary>
    private DateTimeOffset From => _wall.GetUtcNow().AddHours(-1);

    /// <summary>Opens the directory's authority, or makes it.</summary>
    public static DevelopmentAuthority OpenOrCreate(string directory, TimeProvider wall)
    {
        Directory.CreateDirectory(directory);
        var (certificateFile, keyFile) = (Path.Combine(directory, "authority.pem"), Path.Combine(directory, "authority.key"));
        if (File.Exists(certificateFile) != File.Exists(keyFile)) throw new EnrolException($"{directory} has one of authority.pem and authority.key without the other.");
        if (!File.Exists(certificateFile)) Create(directory, wall);
        var authority = new DevelopmentAuthority(directory, wall, X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        if (!File.Exists(authority.ListFile)) authority.WriteList(new CertificateRevocationListBuilder(), BigInteger.One);
        return authority;
    }

    /// <summary>A device's certificate; gives the file.</summary>
    public string IssueDevice(string name, int days) =>
        Issue(Path.Combine("devices", name), $"CN={name}", ClientAuthentication, days, null);

    /// <summary>The gateway's own certificate; gives the file.</summary>
    public string IssueServer(string host, int days)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        return Issue(Path.Combine("servers", host.Replace(':', '_')), "CN=gateway", ServerAuthentication, days, names.Build());
    }

    /// <summary>Puts a device's certificate on the list and its files aside; gives the list's file.</summary>
    public string Revoke(string name)
    {
        var file = Path.Combine(_directory, "devices", name);
        if (!File.Exists(file + ".pem")) throw new EnrolException($"There is no {file}.pem: nobody of that name is enrolled.");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file + ".pem");
        var list = CertificateRevocationListBuilder.LoadPem(File.ReadAllText(ListFile), out var number);
        list.AddEntry(certificate, _wall.GetUtcNow());
        WriteList(list, number + 1);
        // The list first: a crash in between revokes, and a second call clears up.
        var aside = $"{file}.{certificate.SerialNumber}.revoked";
        File.Move(file + ".pem", aside + ".pem");
        File.Move(file + ".key", aside + ".key");
        return ListFile;
    }

    public void Dispose() => _certificate.Dispose();

    private static void Create(string directory, TimeProvider wall)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serial = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=Development authority {serial}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = wall.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(AuthorityDays));
        PrivateFile.Create(Path.Combine(directory, "authority.key"), key.ExportPkcs8PrivateKeyPem() + "\n", secret: true);
        PrivateFile.Create(Path.Combine(directory, "authority.pem"), certificate.ExportCertificatePem() + "\n", secret: false);
    }

    private string Issue(string path, string subject, string usage, int days, X509Extension? names)
    {
        var file = Path.Combine(_directory, path);
        if (File.Exists(file + ".pem") || File.Exists(file + ".key")) throw new EnrolException($"{file}.pem is there already and is not overwritten.");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(usage)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (names is not null) request.CertificateExtensions.Add(names);
        var until = _wall.GetUtcNow().AddDays(days);
        using var certificate = request.Create(_certificate, From, until < _certificate.NotAfter ? until : _certificate.NotAfter, Serial());
        PrivateFile.Create(file + ".key", key.ExportPkcs8PrivateKeyPem() + "\n", secret: true);
        PrivateFile.Create(file + ".pem", certificate.ExportCertificatePem() + "\n", secret: false);
        // Renewed with every command: one that is used never has a list past its time.
        var list = CertificateRevocationListBuilder.LoadPem(File.ReadAllText(ListFile), out var number);
        WriteList(list, number + 1);
        return file + ".pem";
    }

    /// <summary>Positive, and nobody's guess (CA/Browser Forum, 7.1: 64 random bits at least).</summary>
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40);
        return serial;
    }

    private void WriteList(CertificateRevocationListBuilder list, BigInteger number) => PrivateFile.Replace(
        ListFile,
        PemEncoding.WriteString("X509 CRL", list.Build(_certificate, number, _wall.GetUtcNow().AddDays(ListDays), HashAlgorithmName.SHA256, thisUpdate: From)) + "\n",
        secret: false);
}
