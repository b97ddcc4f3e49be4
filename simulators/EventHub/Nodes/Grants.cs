using Wattline.Cloud.EventHubs.Entities;
using Wattline.Cloud.EventHubs.Tokens;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>What a connection's tokens permit, and until when.</summary>
internal sealed class Grants(IReadOnlyDictionary<string, string> keys)
{
    /// <summary>A client puts one token for each entity that it uses.</summary>
    private const int GrantsMax = 512;

    private readonly Dictionary<string, long> _until = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the next one ends: milliseconds since 1970, UTC.</summary>
    public long NextEnd => _until.Count == 0 ? long.MaxValue : _until.Values.Min();

    /// <summary>Takes a token.</summary>
    /// <returns>Why it permits nothing; null when it does.</returns>
    public string? Put(string token, string audience, long utcNow)
    {
        if (SasToken.Parse(token) is not { } parsed)
        {
            return "InvalidSignature: The token is no shared access signature.";
        }
        if (!keys.TryGetValue(parsed.KeyName, out var key) || !parsed.IsSignedBy(key))
        {
            return "InvalidSignature: The token has an invalid signature.";
        }
        long until = parsed.ExpiresAt.ToUnixTimeMilliseconds();
        if (until <= utcNow)
        {
            return $"ExpiredToken: The token is expired. Expiration time: '{parsed.ExpiresAt:O}'.";
        }
        string path = EntityPath.Strip(parsed.ResourceUri);
        if (!Covers(path, EntityPath.Strip(audience)))
        {
            return "InvalidAudience: The token is for another resource.";
        }
        if (_until.Count >= GrantsMax && !_until.ContainsKey(path))
        {
            return "The connection has too many tokens.";
        }
        _until[path] = until;
        return null;
    }

    /// <summary>Whether a path is permitted now.</summary>
    public bool Permits(string path, long utcNow)
    {
        foreach (var (granted, until) in _until)
        {
            if (until > utcNow && Covers(granted, path))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Forgets what has ended.</summary>
    public void Expire(long utcNow)
    {
        foreach (string path in _until.Where(grant => grant.Value <= utcNow).Select(grant => grant.Key).ToArray())
        {
            _until.Remove(path);
        }
    }

    private static bool Covers(string granted, string path) => granted.Length == 0
        || path.Equals(granted, StringComparison.OrdinalIgnoreCase)
        || (path.StartsWith(granted, StringComparison.OrdinalIgnoreCase) && path[granted.Length] == '/');
}
