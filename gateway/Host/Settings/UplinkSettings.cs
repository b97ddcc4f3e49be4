namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Uplink.</summary>
public sealed record UplinkSettings
{
    /// <summary>How the journal reaches the cloud.</summary>
    public UplinkKind Kind { get; init; } = UplinkKind.None;

    /// <summary>The cloud's base address, for http.</summary>
    public Uri? Url { get; init; }

    /// <summary>The gateway's token at the cloud. Never logged.</summary>
    public string Token { get; init; } = "";

    /// <summary>How often the cloud is asked for the registry and for replays.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Everything but the token.</summary>
    public override string ToString() => $"{Kind} {Url}";
}
