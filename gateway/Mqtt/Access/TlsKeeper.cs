using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// The TLS files in use. <see cref="Refresh"/> looks whether they have changed: new handshakes take what is new; files that cannot
/// be used are told, and what was before stays.
/// </summary>
public sealed class TlsKeeper : IRefreshable
{
    private readonly TlsFiles _files;
    private readonly TimeProvider _wall;
    private readonly ILogger _logger;
    private volatile TlsMaterial _current;
    private byte[] _seen;
    private HashSet<string> _stale = [];

    /// <summary>Reads the files.</summary>
    /// <param name="files">Which, and what they decide.</param>
    /// <param name="wall">The time that certificates are checked against.</param>
    /// <param name="logger">Is told of changes, and of lists and certificates whose time is over.</param>
    /// <exception cref="TlsFilesException">They cannot be used.</exception>
    public TlsKeeper(TlsFiles files, TimeProvider wall, ILogger logger)
    {
        (_files, _wall, _logger) = (files, wall, logger);
        _seen = Digest();
        _current = TlsMaterial.TryRead(files, out var faults) ?? throw new TlsFilesException(faults);
        TellStale();
    }

    /// <summary>When the server's certificate expires.</summary>
    public DateTimeOffset ServerNotAfter => _current.Server.NotAfter;

    internal TlsMaterial Current => _current;

    internal DateTimeOffset Now => _wall.GetUtcNow();

    /// <inheritdoc/>
    public bool Refresh()
    {
        TellStale();
        var digest = Digest();
        if (digest.AsSpan().SequenceEqual(_seen))
        {
            return false;
        }
        _seen = digest;
        if (TlsMaterial.TryRead(_files, out var faults) is not { } fresh)
        {
            MqttLog.TlsFilesRefused(_logger, string.Join(' ', faults));
            return false;
        }
        _current = fresh;
        _stale = [];
        MqttLog.TlsFilesTaken(_logger, fresh.Server.Subject, fresh.Server.NotAfter, fresh.Roots.Count, fresh.Revoked);
        TellStale();
        return true;
    }

    /// <summary>Whether a client's certificate is good still.</summary>
    public CloseReason Recheck(CertificateIdentity certificate) => _current.Recheck(certificate, Now);

    /// <summary>Once for each list and certificate.</summary>
    private void TellStale()
    {
        var current = _current;
        foreach (var list in current.Lists)
        {
            if (list.NextUpdate < Now && _stale.Add(list.IssuerKey))
            {
                MqttLog.RevocationListStale(_logger, list.Issuer, list.NextUpdate.Value, _files.FreshRevocationRequired ? "its clients are refused" : "it is used all the same");
            }
        }
        if (current.Server.NotAfter < Now && _stale.Add(""))
        {
            MqttLog.ServerCertificateExpired(_logger, current.Server.Subject, current.Server.NotAfter);
        }
    }

    /// <summary>A digest of all contents: times of change lie (mounted secrets, restored backups).</summary>
    private byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files.All)
        {
            try
            {
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                hash.AppendData([0]);
            }
        }
        return hash.GetHashAndReset();
    }
}
