using Azure.Core;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Adapters.EventHubs;

/// <summary>The token that somebody else keeps fresh in a file, for the SDK, which asks again before it ends.</summary>
internal sealed class TokenFileCredential(string file, TimeProvider time) : TokenCredential
{
    private readonly TokenFileProvider _file = new(file);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var token = _file.TryGet("", time.GetUtcNow())!;
        return new AccessToken(token.Text, token.ExpiresAt);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
