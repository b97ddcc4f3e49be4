using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Knows clients by a credentials file. A password that was right once is known again by a keyed hash that lives in memory
/// only, so that ten thousand clients that come back at once do not cost ten thousand key derivations.
/// </summary>
public sealed class CredentialsAuthenticator : IAuthenticator, IRefreshable
{
    private readonly string _file;
    private readonly ILogger _logger;
    private readonly LoginQueue _logins;
    private readonly ConcurrentDictionary<CredentialLine, byte[]> _verified = new(ReferenceEqualityComparer.Instance);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly CredentialLine _nobody = Nobody();
    private volatile Dictionary<string, (CredentialLine Line, string Text)> _lines;
    private byte[] _seen;
    private int _derivations;

    private CredentialsAuthenticator(
        string file, Dictionary<string, (CredentialLine, string)> lines, byte[] seen, TimeProvider time, MqttLimits? limits, ILogger? logger, Action<Action>? run)
    {
        (_file, _lines, _seen, _logger) = (file, lines, seen, logger ?? NullLogger.Instance);
        _logins = new(limits ?? new(), time, run ?? (work => work()));
    }

    /// <summary>How many passwords had to be derived.</summary>
    public int Derivations => Volatile.Read(ref _derivations);

    /// <summary>Accounts in use.</summary>
    public int Count => _lines.Count;

    /// <summary>Reads a file. Empty lines and lines that begin with # are left out.</summary>
    /// <param name="path">The file; it is looked at again by <see cref="Refresh"/>.</param>
    /// <param name="time">For the time that a refusal takes, and for lock-outs.</param>
    /// <param name="limits">How many passwords are checked at once, and what failures cost.</param>
    /// <param name="logger">Is told of changes.</param>
    /// <param name="run">Runs a check elsewhere; null runs it on the caller's thread.</param>
    /// <exception cref="CredentialsFileException">The file is missing, or a line cannot be used.</exception>
    public static CredentialsAuthenticator Load(
        string path, TimeProvider time, MqttLimits? limits = null, ILogger? logger = null, Action<Action>? run = null)
    {
        var bytes = Read(path);
        return new(path, ReadLines(path, Lines(bytes), []), SHA256.HashData(bytes), time, limits, logger, run);
    }

    /// <summary>Reads the lines of a file named for its errors.</summary>
    /// <exception cref="CredentialsFileException">A line cannot be used.</exception>
    public static CredentialsAuthenticator Parse(
        string file, IReadOnlyList<string> lines, TimeProvider time, MqttLimits? limits = null, Action<Action>? run = null) =>
        new(file, ReadLines(file, lines, []), [], time, limits, null, run);

    /// <summary>Decides at once, on the caller's thread, and does not count failures.</summary>
    public ClientIdentity? Authenticate(in ConnectCredentials credentials)
    {
        if (credentials.User is null || !_lines.TryGetValue(credentials.User, out var known))
        {
            return null;
        }
        return IsVerified(known.Line, credentials.Password.Span) || Verify(known.Line, credentials.Password.Span) ? known.Line.Identity : null;
    }

    /// <inheritdoc/>
    public Verdict Judge(in ConnectCredentials credentials, Action<Verdict> later)
    {
        var (user, password) = (credentials.User ?? "", credentials.Password);
        var line = _lines.TryGetValue(user, out var known) ? known.Line : _nobody;
        // A password that is known to be right is not locked out: an attacker's guesses must not keep its owner away.
        return IsVerified(line, password.Span)
            ? new(line.Identity, CloseReason.None)
            : _logins.Enter(user, credentials.Remote, () => Verify(line, password.Span) ? line.Identity : null, later);
    }

    /// <inheritdoc/>
    public CloseReason Recheck(ClientIdentity identity, CertificateIdentity? certificate)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return _lines.TryGetValue(identity.Name, out var known) && ReferenceEquals(known.Line.Identity, identity) ? CloseReason.None : CloseReason.AccessRevoked;
    }

    /// <inheritdoc/>
    public bool Refresh()
    {
        try
        {
            var bytes = Read(_file);
            var digest = SHA256.HashData(bytes);
            if (digest.AsSpan().SequenceEqual(_seen))
            {
                return false;
            }
            _seen = digest;
            var lines = ReadLines(_file, Lines(bytes), _lines);
            _lines = lines;
            foreach (var line in _verified.Keys.Where(line => !lines.TryGetValue(line.Identity.Name, out var now) || !ReferenceEquals(now.Line, line)))
            {
                _verified.TryRemove(line, out _);
            }
            MqttLog.CredentialsTaken(_logger, _file, lines.Count);
            return true;
        }
        catch (CredentialsFileException fault)
        {
            // Once for each content, and while the file is away: after that it is news again.
            if (fault.Line > 0 || _seen.Length > 0)
            {
                MqttLog.CredentialsRefused(_logger, fault.Message);
            }
            _seen = fault.Line > 0 ? _seen : [];
            return false;
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsFileException(path, 0, "the file cannot be read");
        }
    }

    private static string[] Lines(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes).Split('\n');

    /// <summary>A line that has not changed stays the same object: by it a connected client is known to be let in still.</summary>
    private static Dictionary<string, (CredentialLine Line, string Text)> ReadLines(
        string file, IReadOnlyList<string> lines, Dictionary<string, (CredentialLine Line, string Text)> before)
    {
        Dictionary<string, (CredentialLine, string)> read = new(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var text = lines[i].Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }
            var fault = CredentialLine.TryParse(text, out var line);
            if (fault is not null || line is null)
            {
                throw new CredentialsFileException(file, i + 1, fault ?? "cannot be read");
            }
            var same = before.TryGetValue(line.Identity.Name, out var known) && known.Text == text;
            if (!read.TryAdd(line.Identity.Name, same ? known : (line, text)))
            {
                throw new CredentialsFileException(file, i + 1, "the name was there before");
            }
        }
        return read;
    }

    /// <summary>An account that nobody has: a user who is unknown costs what a known one costs.</summary>
    private static CredentialLine Nobody() => new(
        new("", ClientRole.None, []), CredentialLine.IterationsForDevices, RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));

    private bool IsVerified(CredentialLine line, ReadOnlySpan<byte> password) =>
        _verified.TryGetValue(line, out var before) && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, password), before);

    private bool Verify(CredentialLine line, ReadOnlySpan<byte> password)
    {
        Interlocked.Increment(ref _derivations);
        if (!line.Verify(password) || line.Identity.Role == ClientRole.None)
        {
            return false;
        }
        _verified[line] = HMACSHA256.HashData(_key, password);
        return true;
    }
}
