namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Gateway.</summary>
public sealed record IdentitySettings
{
    /// <summary>The gateway's name at the cloud: 1 to 32 of A-Z a-z 0-9 - _.</summary>
    public string Name { get; init; } = "";
}
