namespace Wattline.Gateway.Host.Settings;

/// <summary>Clients for Event Hubs.</summary>
public enum HubClient
{
    /// <summary>Our own.</summary>
    Own,

    /// <summary>Azure's SDK, where the gateway was built with SdkPackages=true.</summary>
    Azure,
}
