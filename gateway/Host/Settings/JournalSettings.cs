namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Journal.</summary>
public sealed record JournalSettings
{
    /// <summary>The directory that is this gateway's alone.</summary>
    public string Directory { get; init; } = "";
}
