namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Uplink.</summary>
public sealed record UplinkSettings
{
    /// <summary>How the journal reaches the cloud.</summary>
    public UplinkKind Kind { get; init; } = UplinkKind.None;

    /// <summary>The cloud's base address: messages go there with http; with either the link goes there too, unless <see cref="LinkSettings.Url"/> says otherwise.</summary>
    public Uri? Url { get; init; }

    /// <summary>The gateway's token at the cloud. Never logged.</summary>
    public string Token { get; init; } = "";

    /// <summary>The hubs, for eventhub.</summary>
    public HubSettings Hubs { get; init; } = new();

    /// <summary>Everything but the token.</summary>
    public override string ToString() => $"{Kind} {Url}";
}
