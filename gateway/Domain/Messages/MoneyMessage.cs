namespace Wattline.Gateway.Domain;

/// <summary>What a kiosk did with a note or coin (docs/uplink.md, money).</summary>
public sealed class MoneyMessage : Message
{
    /// <summary>What happened.</summary>
    public MoneyType Type { get; set; }

    /// <summary>Which kiosk.</summary>
    public string Kiosk { get; set; } = "";

    /// <summary>The customer's session, counted by the kiosk.</summary>
    public long Session { get; set; }

    /// <summary>The note, counted by the kiosk: escrow and what became of it share the number.</summary>
    public long Note { get; set; }

    /// <summary>Whose money it is; null when nobody's is known.</summary>
    public string? Account { get; set; }

    /// <summary>The validator's channel; 0 when unknown.</summary>
    public long Channel { get; set; }

    /// <summary>Minor units of the currency.</summary>
    public long Value { get; set; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; set; } = "";

    /// <summary>The validator's counter of stacked notes when this was written; null when unknown.</summary>
    public long? Counter { get; set; }
}
