using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Gateway.Mqtt;

/// <summary>What the TLS files held when they were read: an immutable snapshot, swapped whole.</summary>
internal sealed class TlsMaterial
{
    private readonly Dictionary<string, RevocationList> _lists;
    private readonly HashSet<string> _rootKeys;

    private TlsMaterial(
        TlsFiles files, X509Certificate2 server, X509Certificate2Collection intermediates, X509Certificate2Collection roots,
        X509Certificate2Collection others, Dictionary<string, RevocationList> lists)
    {
        (Files, Server, Roots, Others, _lists) = (files, server, roots, others, lists);
        Context = SslStreamCertificateContext.Create(server, intermediates, offline: true);
        _rootKeys = [.. roots.Select(RevocationList.KeyOf)];
    }

    public TlsFiles Files { get; }

    /// <summary>The server's certificate.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The server's certificate and chain, for handshakes.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Authorities that are trusted by themselves.</summary>
    public X509Certificate2Collection Roots { get; }

    /// <summary>Authorities between them and the clients.</summary>
    public X509Certificate2Collection Others { get; }

    /// <summary>The lists, one for each authority that has one.</summary>
    public IReadOnlyCollection<RevocationList> Lists => _lists.Values;

    /// <summary>Certificates on the lists.</summary>
    public int Revoked => _lists.Values.Sum(static list => list.Count);

    /// <summary>Reads all files. Null: they cannot be used, and the faults say why.</summary>
    public static TlsMaterial? TryRead(TlsFiles files, out IReadOnlyList<string> faults)
    {
        List<string> found = [];
        faults = found;
        var (server, intermediates) = ReadServer(files, found);
        X509Certificate2Collection roots = [];
        X509Certificate2Collection others = [];
        foreach (var file in files.AuthorityFiles)
        {
            ReadAuthorities(file, roots, others, found);
        }
        Dictionary<string, RevocationList> lists = new(StringComparer.Ordinal);
        foreach (var file in files.RevocationFiles)
        {
            ReadLists(file, [.. roots, .. others], lists, found);
        }
        return found.Count == 0 && server is not null ? new(files, server, intermediates, roots, others, lists) : null;
    }

    /// <summary>How a client's chain is built: from our authorities alone, at the time given, over no network.</summary>
    public X509ChainPolicy ChainPolicy(DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // The platform would fetch lists over the network; ours come from files.
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
        };
        policy.CustomTrustStore.AddRange(Roots);
        policy.ExtraStore.AddRange(Others);
        return policy;
    }

    /// <summary>What became of a client's certificate after the handshake's chain was built; null with <see cref="CloseReason.None"/> when none is wanted.</summary>
    public CloseReason Judge(X509Certificate2? certificate, X509Chain? chain, DateTimeOffset now, out CertificateIdentity? identity)
    {
        identity = null;
        if (certificate is null || chain is null)
        {
            return Roots.Count > 0 && Files.ClientCertificateRequired ? CloseReason.NoCertificate : CloseReason.None;
        }
        if (Roots.Count == 0)
        {
            return CloseReason.None; // Not asked for, not looked at.
        }
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status);
        const X509ChainStatusFlags Named = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotValidForUsage;
        if ((status & ~Named) != X509ChainStatusFlags.NoError || chain.ChainElements.Count < 2)
        {
            return CloseReason.CertificateUntrusted;
        }
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return now < certificate.NotBefore ? CloseReason.CertificateNotYetValid
                : now > certificate.NotAfter ? CloseReason.CertificateExpired
                : CloseReason.CertificateUntrusted;
        }
        var name = ClientName(certificate);
        if (status.HasFlag(X509ChainStatusFlags.NotValidForUsage) || !IsForClients(certificate) || name is null)
        {
            return CloseReason.CertificateUnfit;
        }
        var links = new (string IssuerKey, string Serial)[chain.ChainElements.Count - 1];
        for (var i = 0; i < links.Length; i++)
        {
            links[i] = (Known(RevocationList.KeyOf(chain.ChainElements[i + 1].Certificate)), Convert.ToHexString(chain.ChainElements[i].Certificate.SerialNumberBytes.Span));
        }
        identity = new(name, certificate.Subject, certificate.NotAfter, links);
        return Recheck(identity, now);
    }

    /// <summary>Whether a certificate that was good before is good still, under these files.</summary>
    public CloseReason Recheck(CertificateIdentity identity, DateTimeOffset now)
    {
        if (now > identity.NotAfter)
        {
            return CloseReason.CertificateExpired;
        }
        if (!_rootKeys.Contains(identity.Chain[^1].IssuerKey))
        {
            return CloseReason.CertificateUntrusted;
        }
        foreach (var (issuerKey, serial) in identity.Chain)
        {
            if (!_lists.TryGetValue(issuerKey, out var list))
            {
                continue;
            }
            if (list.Holds(serial))
            {
                return CloseReason.CertificateRevoked;
            }
            if (Files.FreshRevocationRequired && list.NextUpdate < now)
            {
                return CloseReason.RevocationUnknown;
            }
        }
        return CloseReason.None;
    }

    /// <summary>One instance of each authority's key name, however many clients hold it.</summary>
    private string Known(string key) => _rootKeys.TryGetValue(key, out var known) ? known : _lists.TryGetValue(key, out var list) ? list.IssuerKey : key;

    /// <summary>The subject's one common name, when it is a concentrator's name (docs/uplink.md); null otherwise.</summary>
    private static string? ClientName(X509Certificate2 certificate)
    {
        const string CommonName = "2.5.4.3";
        string? name = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements || part.GetSingleElementType().Value != CommonName)
            {
                continue;
            }
            if (name is not null)
            {
                return null;
            }
            name = part.GetSingleElementValue() ?? "";
        }
        return ClientNames.IsValid(name) ? name : null;
    }

    private static bool IsForClients(X509Certificate2 certificate)
    {
        const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
        return certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(static usage => usage.EnhancedKeyUsages.OfType<Oid>().Any(static oid => oid.Value == ClientAuthentication));
    }

    private static (X509Certificate2? Certificate, X509Certificate2Collection Intermediates) ReadServer(TlsFiles files, List<string> faults)
    {
        X509Certificate2Collection all = [];
        try
        {
            var pem = File.ReadAllText(files.CertificateFile);
            var certificate = X509Certificate2.CreateFromPem(pem, File.ReadAllText(files.KeyFile));
            all.ImportFromPem(pem);
            all.RemoveAt(0);
            return (certificate, all);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{(File.Exists(files.CertificateFile) ? files.KeyFile : files.CertificateFile)}: the file cannot be read.");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            faults.Add($"{files.CertificateFile}, {files.KeyFile}: they are not a certificate and its key in PEM.");
        }
        return (null, all);
    }

    private static void ReadAuthorities(string file, X509Certificate2Collection roots, X509Certificate2Collection others, List<string> faults)
    {
        X509Certificate2Collection read = [];
        try
        {
            read.ImportFromPem(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{file}: the file cannot be read.");
            return;
        }
        catch (CryptographicException)
        {
            read.Clear();
        }
        if (read.Count == 0)
        {
            faults.Add($"{file}: there is no certificate in PEM.");
        }
        foreach (var certificate in read)
        {
            var isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isRoot ? roots : others).Add(certificate);
        }
        if (read.Count > 0 && roots.Count == 0)
        {
            faults.Add($"{file}: the root is missing; it stands in the same file or in one before.");
        }
    }

    private static void ReadLists(string file, IReadOnlyList<X509Certificate2> authorities, Dictionary<string, RevocationList> lists, List<string> faults)
    {
        try
        {
            if (new FileInfo(file).Length > MqttLimits.RevocationBytesMax)
            {
                faults.Add($"{file}: it has more than {MqttLimits.RevocationBytesMax} bytes.");
                return;
            }
            foreach (var der in PemBlocks.Read(File.ReadAllBytes(file), "X509 CRL"))
            {
                var fault = RevocationList.TryRead(der, authorities, out var list);
                if (fault is not null || list is null)
                {
                    faults.Add($"{file}: {fault}.");
                }
                else if (!lists.TryAdd(list.IssuerKey, list))
                {
                    faults.Add($"{file}: there is another list of {list.Issuer}.");
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{file}: the file cannot be read.");
        }
    }
}
