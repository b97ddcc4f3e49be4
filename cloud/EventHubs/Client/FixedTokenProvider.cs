using Wattline.Cloud.EventHubs.Tokens;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>A signature that somebody else made; when it ends, it ends.</summary>
public sealed class FixedTokenProvider(string signature) : ITokenProvider
{
    private readonly AccessToken _token = new(signature, AccessToken.SasType, SasToken.Parse(signature)?.ExpiresAt ?? DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public AccessToken? TryGet(string audience, DateTimeOffset utcNow) => _token;
}
