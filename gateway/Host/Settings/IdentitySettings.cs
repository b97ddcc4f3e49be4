namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Gateway.</summary>
public sealed record IdentitySettings
{
    /// <summary>What a gateway is called that has no cloud to be told apart at.</summary>
    public const string NameAlone = "gateway";

    /// <summary>The gateway's name at the cloud: 1 to 32 of A-Z a-z 0-9 - _.</summary>
    public string Name { get; init; } = "";
}
