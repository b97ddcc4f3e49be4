using Wattline.Cloud.EventHubs.Tokens;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Signs tokens with a key.</summary>
public sealed class SasTokenProvider(string keyName, string key) : ITokenProvider
{
    /// <summary>An hour: long against a request, short against a theft.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public AccessToken? TryGet(string audience, DateTimeOffset utcNow)
    {
        var end = utcNow + Lifetime;
        return new AccessToken(SasToken.Create(audience, keyName, key, end), AccessToken.SasType, end);
    }
}
