namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>A record of a kiosk, as ingest stored it (docs/uplink.md, money).</summary>
/// <param name="Sequence">Its place in its concentrator's stream of money.</param>
/// <param name="Type">0 escrow, 1 credited, 2 returned, 3 suspense; what moves no money begins at 4.</param>
/// <param name="Kiosk">Which kiosk.</param>
/// <param name="Note">The kiosk's number of the note or coin.</param>
/// <param name="Account">Whose money, or whose name a person gave; null when nobody's is known.</param>
/// <param name="Value">Minor units; 0 when the device did not say what the note is.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Counter">The device's own count of what it stacked; null when it did not tell.</param>
public sealed record KioskRecord(long Sequence, long Type, string Kiosk, long Note, string? Account, long Value, string Currency, long? Counter)
{
    /// <summary>The kiosk's session that it belongs to.</summary>
    public long Session { get; init; }

    /// <summary>The device's channel; 0 when it did not say.</summary>
    public long Channel { get; init; }

    /// <summary>0 the note validator, 1 the coin acceptor.</summary>
    public long Device { get; init; }

    /// <summary>The kiosk's own count of its records in this epoch; null of a kiosk that does not count.</summary>
    public long? Record { get; init; }

    /// <summary>What else the record says: a JSON array; null: nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The end of the kiosk's chain at this record, 32 hex digits; null of a kiosk without one.</summary>
    public string? Chain { get; init; }

    /// <summary>When the device made it by its own clock, Unix milliseconds; null while it had none.</summary>
    public long? WallMs { get; init; }
}
