using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Knows clients by a credentials file. A password that was right once is known again by a keyed hash that lives in memory
/// only, so that ten thousand clients that come back at once do not cost ten thousand key derivations.
/// </summary>
public sealed class CredentialsAuthenticator : IAuthenticator
{
    private readonly Dictionary<string, CredentialLine> _lines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _verified = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private int _derivations;

    private CredentialsAuthenticator()
    {
    }

    /// <summary>How many passwords had to be derived.</summary>
    public int Derivations => Volatile.Read(ref _derivations);

    /// <summary>Reads a file. Empty lines and lines that begin with # are left out.</summary>
    /// <exception cref="CredentialsFileException">The file is missing, or a line cannot be used.</exception>
    public static CredentialsAuthenticator Load(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsFileException(path, 0, "the file cannot be read");
        }
        return Parse(path, lines);
    }

    /// <summary>Reads the lines of a file named for its errors.</summary>
    /// <exception cref="CredentialsFileException">A line cannot be used.</exception>
    public static CredentialsAuthenticator Parse(string file, IReadOnlyList<string> lines)
    {
        var authenticator = new CredentialsAuthenticator();
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
            if (!authenticator._lines.TryAdd(line.Identity.Name, line))
            {
                throw new CredentialsFileException(file, i + 1, "the name was there before");
            }
        }
        return authenticator;
    }

    /// <inheritdoc/>
    public ClientIdentity? Authenticate(in ConnectCredentials credentials)
    {
        if (credentials.User is null || !_lines.TryGetValue(credentials.User, out var line))
        {
            return null;
        }
        var known = HMACSHA256.HashData(_key, credentials.Password.Span);
        if (_verified.TryGetValue(credentials.User, out var before) && CryptographicOperations.FixedTimeEquals(known, before))
        {
            return line.Identity;
        }
        Interlocked.Increment(ref _derivations);
        if (!line.Verify(credentials.Password.Span))
        {
            return null;
        }
        _verified[credentials.User] = known;
        return line.Identity;
    }
}
