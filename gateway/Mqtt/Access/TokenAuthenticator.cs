using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Knows devices by signed tokens (compact JWS, RFC 7515, with the claims of RFC 7519) in place of a password: <c>sub</c> is the user
/// name, <c>exp</c> ends it, <c>nbf</c> begins it. Passwords that are no tokens are for the authenticator behind.
/// </summary>
public sealed class TokenAuthenticator : IAuthenticator, IRefreshable
{
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private readonly string _file;
    private readonly TimeProvider _wall;
    private readonly ILogger _logger;
    private readonly IAuthenticator? _others;
    private volatile Dictionary<string, (TokenKey Key, string Text)> _keys;
    private byte[] _seen;

    /// <summary>Reads the keys.</summary>
    /// <param name="file">A line for each key; empty lines and lines that begin with # are left out.</param>
    /// <param name="wall">The time that tokens are checked against.</param>
    /// <param name="logger">Is told of changes.</param>
    /// <param name="others">Knows those who show no token; null refuses them.</param>
    /// <exception cref="CredentialsFileException">The file is missing, or a line cannot be used.</exception>
    public TokenAuthenticator(string file, TimeProvider wall, ILogger logger, IAuthenticator? others)
    {
        (_file, _wall, _logger, _others) = (file, wall, logger, others);
        (_keys, _seen) = Read([]);
    }

    /// <inheritdoc/>
    public ClientIdentity? Authenticate(in ConnectCredentials credentials) => Know(credentials.User, credentials.Password.Span);

    /// <inheritdoc/>
    public Verdict Judge(in ConnectCredentials credentials, Action<Verdict> later) =>
        IsToken(credentials.Password.Span) || _others is null ? Verdict.Of(Authenticate(credentials)) : _others.Judge(credentials, later);

    /// <inheritdoc/>
    public CloseReason Recheck(ClientIdentity identity, CertificateIdentity? certificate)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (identity.Grant is not TokenKey key)
        {
            return _others?.Recheck(identity, certificate) ?? CloseReason.AccessRevoked;
        }
        return identity.Until > _wall.GetUtcNow() && _keys.TryGetValue(key.Id, out var known) && ReferenceEquals(known.Key, key) ? CloseReason.None : CloseReason.AccessRevoked;
    }

    /// <inheritdoc/>
    public bool Refresh()
    {
        try
        {
            var (keys, seen) = Read(_keys);
            if (seen.AsSpan().SequenceEqual(_seen))
            {
                return false;
            }
            (_keys, _seen) = (keys, seen);
            MqttLog.CredentialsTaken(_logger, _file, keys.Count);
            return true;
        }
        catch (CredentialsFileException fault)
        {
            var seen = Encoding.UTF8.GetBytes(fault.Message);
            if (!seen.AsSpan().SequenceEqual(_seen))
            {
                _seen = seen;
                MqttLog.CredentialsRefused(_logger, fault.Message);
            }
            return false;
        }
    }

    /// <summary>Two dots, and JSON's brace in base64url at the start.</summary>
    private static bool IsToken(ReadOnlySpan<byte> password) => password.StartsWith("eyJ"u8) && password.Count((byte)'.') == 2;

    private ClientIdentity? Know(string? user, ReadOnlySpan<byte> token)
    {
        try
        {
            var second = token.IndexOf((byte)'.');
            var third = token.LastIndexOf((byte)'.');
            if (!IsToken(token))
            {
                return null;
            }
            using var header = JsonDocument.Parse(Base64Url.DecodeFromUtf8(token[..second]), _strict);
            var key = KeyOf(header.RootElement);
            if (key is null || !key.Verify(token[..third], Base64Url.DecodeFromUtf8(token[(third + 1)..])))
            {
                return null;
            }
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromUtf8(token[(second + 1)..third]), _strict);
            return IdentityOf(claims.RootElement, user, key);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The header chooses a key by its id at most, never an algorithm: that is the key's own. What must be understood (crit) is not.</summary>
    private TokenKey? KeyOf(JsonElement header)
    {
        if (header.TryGetProperty("crit", out _))
        {
            return null;
        }
        var keys = _keys;
        var key = header.TryGetProperty("kid", out var id) ? (keys.TryGetValue(id.GetString() ?? "", out var named) ? named.Key : null)
            : keys.Count == 1 ? keys.Values.First().Key
            : null;
        return key is not null && header.TryGetProperty("alg", out var algorithm) && algorithm.GetString() == key.Algorithm ? key : null;
    }

    private ClientIdentity? IdentityOf(JsonElement claims, string? user, TokenKey key)
    {
        var now = _wall.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var subject = claims.TryGetProperty("sub", out var sub) ? sub.GetString() : null;
        if (!ClientNames.IsValid(subject) || (!string.IsNullOrEmpty(user) && user != subject)
            || !claims.TryGetProperty("exp", out var exp) || !(exp.GetDouble() > now && exp.GetDouble() < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            || (claims.TryGetProperty("nbf", out var nbf) && !(nbf.GetDouble() <= now)))
        {
            return null;
        }
        return new(subject, ClientRole.Device, []) { Until = DateTimeOffset.FromUnixTimeMilliseconds((long)(exp.GetDouble() * 1000)), Grant = key };
    }

    private (Dictionary<string, (TokenKey Key, string Text)> Keys, byte[] Seen) Read(Dictionary<string, (TokenKey Key, string Text)> before)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(_file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsFileException(_file, 0, "the file cannot be read");
        }
        Dictionary<string, (TokenKey, string)> keys = new(StringComparer.Ordinal);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }
            var fault = TokenKey.TryParse(text, out var key);
            if (key is null)
            {
                throw new CredentialsFileException(_file, i + 1, fault ?? "cannot be read");
            }
            if (!keys.TryAdd(key.Id, before.TryGetValue(key.Id, out var known) && known.Text == text ? known : (key, text)))
            {
                throw new CredentialsFileException(_file, i + 1, "the id was there before");
            }
        }
        return (keys, SHA256.HashData(bytes));
    }
}
