namespace Wattline.Cloud.Portal.Settings;

/// <summary>What an operator sets about kiosks, in section <c>Portal:Kiosks</c>.</summary>
public sealed record KioskSettings
{
    /// <summary>Minor units that a kiosk takes of a customer in one visit: ten of the largest notes and more, not a month of a factory.</summary>
    public long ValueMax { get; init; } = 1_000_000;

    /// <summary>Minor units that a kiosk takes in all while the cloud is away.</summary>
    public long OfflineValueMax { get; init; } = 100_000;

    /// <summary>The currency of lists (ISO 4217): customers with an account in it may pay while the cloud is away.</summary>
    public string Currency { get; init; } = "CNY";
}
