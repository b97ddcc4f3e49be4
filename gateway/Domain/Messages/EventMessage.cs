namespace Wattline.Gateway.Domain;

/// <summary>An event of a concentrator or of one of its meters (docs/uplink.md, events).</summary>
public sealed class EventMessage : Message
{
    /// <summary>What happened, e.g. "boot", "lost".</summary>
    public string Code { get; set; } = "";

    /// <summary>To whom: a name, or a meter's id.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Counts the occurrences of this event.</summary>
    public long Counter { get; set; }

    /// <summary>When it began, Unix milliseconds; null when unknown.</summary>
    public long? StartMs { get; set; }

    /// <summary>What else is known, as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Detail { get; set; }
}
