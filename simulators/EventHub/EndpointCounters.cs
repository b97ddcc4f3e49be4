namespace Wattline.Simulators.EventHub;

/// <summary>What the endpoint counted since it began.</summary>
public sealed class EndpointCounters
{
    /// <summary>Connections taken.</summary>
    public long Connections { get; set; }

    /// <summary>Connections refused because there were too many.</summary>
    public long ConnectionsRefused { get; set; }

    /// <summary>Events stored.</summary>
    public long EventsIn { get; set; }

    /// <summary>Bytes of publications stored.</summary>
    public long BytesIn { get; set; }

    /// <summary>Publications refused because the throughput units did not carry them.</summary>
    public long Throttled { get; set; }

    /// <summary>Publications refused for any other reason.</summary>
    public long Refused { get; set; }

    /// <summary>Links refused.</summary>
    public long LinksRefused { get; set; }

    /// <summary>Readers that lost their partition to a higher owner level.</summary>
    public long Stolen { get; set; }

    /// <summary>Faults injected.</summary>
    public long Faults { get; set; }
}
