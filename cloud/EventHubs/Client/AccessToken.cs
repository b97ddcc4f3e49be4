namespace Wattline.Cloud.EventHubs.Client;

/// <summary>What permits something for a while.</summary>
/// <param name="Text">The token.</param>
/// <param name="Type">Its type as <c>$cbs</c> names it: <see cref="SasType"/> or <see cref="JwtType"/>.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record AccessToken(string Text, string Type, DateTimeOffset ExpiresAt)
{
    /// <summary>A shared access signature.</summary>
    public const string SasType = "servicebus.windows.net:sastoken";

    /// <summary>A JSON web token of Microsoft Entra ID.</summary>
    public const string JwtType = "jwt";

    /// <summary>Never the token.</summary>
    public override string ToString() => $"{Type} until {ExpiresAt:O}";
}
