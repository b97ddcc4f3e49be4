using Wattline.Cloud.EventHubs.Entities;
using Wattline.Cloud.EventHubs.Tokens;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>What a connection's tokens permit, and until when.</summary>
internal sealed class Grants(EndpointSettings settings)
{
    /// <summary>A client puts one token for each entity that it uses.</summary>
    private const int GrantsMax = 512;

    /// <summary>Paths and rights of them; a path's case does not matter.</summary>
    private readonly Dictionary<(string Path, AccessRights Rights), long> _until = [];

    /// <summary>When the next one ends: milliseconds since 1970, UTC.</summary>
    public long NextEnd => _until.Count == 0 ? long.MaxValue : _until.Values.Min();

    /// <summary>Takes a token: a shared access signature, or a JSON web token where issuers are trusted.</summary>
    /// <returns>Why it permits nothing; null when it does.</returns>
    public string? Put(string token, string audience, long utcNow)
    {
        string path = EntityPath.Strip(audience);
        var refusal = settings.Issuers.Count > 0 && SasToken.Parse(token) is null
            ? WebToken.Check(token, settings.Issuers, utcNow, out var rights, out long until) : Check(token, utcNow, ref path, out rights, out until);
        if (refusal is not null)
        {
            return refusal;
        }
        var grant = (path.ToUpperInvariant(), rights);
        if (_until.Count >= GrantsMax && !_until.ContainsKey(grant))
        {
            return "The connection has too many tokens.";
        }
        _until[grant] = until;
        return null;
    }

    /// <summary>Whether one of some rights on a path is given now.</summary>
    public bool Permits(string path, AccessRights oneOf, long utcNow)
    {
        foreach (var ((granted, rights), until) in _until)
        {
            if (until > utcNow && (rights & oneOf) != AccessRights.None && Covers(granted, path))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Forgets what has ended.</summary>
    public void Expire(long utcNow)
    {
        foreach (var grant in _until.Where(grant => grant.Value <= utcNow).Select(grant => grant.Key).ToArray())
        {
            _until.Remove(grant);
        }
    }

    private string? Check(string token, long utcNow, ref string path, out AccessRights rights, out long until)
    {
        (rights, until) = (AccessRights.None, 0);
        if (SasToken.Parse(token) is not { } parsed)
        {
            return "InvalidSignature: The token is no shared access signature.";
        }
        if (!settings.Keys.TryGetValue(parsed.KeyName, out var key) || !parsed.IsSignedBy(key.Key))
        {
            return "InvalidSignature: The token has an invalid signature.";
        }
        (rights, until) = (key.Rights, parsed.ExpiresAt.ToUnixTimeMilliseconds());
        if (until <= utcNow)
        {
            return $"ExpiredToken: The token is expired. Expiration time: '{parsed.ExpiresAt:O}'.";
        }
        string resource = EntityPath.Strip(parsed.ResourceUri);
        if (!Covers(resource, path))
        {
            return "InvalidAudience: The token is for another resource.";
        }
        path = resource;
        return null;
    }

    private static bool Covers(string granted, string path) => granted.Length == 0
        || path.Equals(granted, StringComparison.OrdinalIgnoreCase)
        || (path.StartsWith(granted, StringComparison.OrdinalIgnoreCase) && path[granted.Length] == '/');
}
