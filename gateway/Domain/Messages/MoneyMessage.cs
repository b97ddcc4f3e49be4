namespace Wattline.Gateway.Domain;

/// <summary>What a kiosk did with money (docs/uplink.md, money).</summary>
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

    /// <summary>The device's counter of pieces taken when this was written; null when unknown.</summary>
    public long? Counter { get; set; }

    /// <summary>The kiosk's device: 0 the note validator, 1 the coin acceptor.</summary>
    public long Device { get; set; }

    /// <summary>The kiosk's own count of its records in this epoch, from 1 without gaps; null from a kiosk that does not count.</summary>
    public long? Record { get; set; }

    /// <summary>What else the type tells, a JSON array in UTF-8; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Detail { get; set; }

    /// <summary>The link of the kiosk's chain of records, 32 hexadecimal digits; null from a kiosk that has none.</summary>
    public string? Chain { get; set; }
}
