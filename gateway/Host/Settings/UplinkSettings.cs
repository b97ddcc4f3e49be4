namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Uplink.</summary>
public sealed record UplinkSettings
{
    /// <summary>How the journal reaches the cloud.</summary>
    public UplinkKind Kind { get; init; } = UplinkKind.None;

    /// <summary>The cloud's base address: messages go there with http, and the registry and replay requests come from there with either.</summary>
    public Uri? Url { get; init; }

    /// <summary>The gateway's token at the cloud. Never logged.</summary>
    public string Token { get; init; } = "";

    /// <summary>The hubs, for eventhub.</summary>
    public HubSettings Hubs { get; init; } = new();

    /// <summary>How often the cloud is asked for the registry and for replays.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Everything but the token.</summary>
    public override string ToString() => $"{Kind} {Url}";
}
