namespace Wattline.Gateway.Host.Settings;

/// <summary>Ways to the cloud.</summary>
public enum UplinkKind
{
    /// <summary>None: the journal keeps everything.</summary>
    None,

    /// <summary>CloudEvents over HTTP.</summary>
    Http,

    /// <summary>Azure Event Hubs, or an endpoint that speaks like it.</summary>
    EventHub,
}
