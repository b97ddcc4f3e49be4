namespace Wattline.Cloud.Portal.Settings;

/// <summary>Who is told days of intervals: nobody without an address.</summary>
public sealed record WebhookSettings
{
    /// <summary>Where events are posted; https, or http on this machine.</summary>
    public string Url { get; init; } = "";

    /// <summary>The secret that signs them, 24 characters at least.</summary>
    public string Secret { get; init; } = "";
}
