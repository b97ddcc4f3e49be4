namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>What ingest has stored of kiosks' money: rows that are there for good, and never change. The host fills this port; it may be asked from several threads.</summary>
public interface IKioskRecords
{
    /// <summary>Streams of money, with the highest sequence of each that is stored or explained.</summary>
    IReadOnlyList<KioskStreamHead> Heads();

    /// <summary>Records of a stream after a sequence, in order.</summary>
    IReadOnlyList<KioskRecord> After(string concentrator, string epoch, long sequence, int limit);

    /// <summary>Which of these sequences will not come as records, and why: lost at the device, or come and put into quarantine. In order, not overlapping.</summary>
    IReadOnlyList<AbsentRecords> Absent(string concentrator, string epoch, long first, long last);

    /// <summary>Whether a record continues a kiosk's chain; null when its key is not known here.</summary>
    bool? Continues(string concentrator, string epoch, KioskRecord record, string? chainBefore);
}

/// <summary>A stream of money.</summary>
/// <param name="Concentrator">Of which concentrator.</param>
/// <param name="Epoch">Of which of its epochs, 16 hex digits.</param>
/// <param name="Last">The highest sequence stored or explained.</param>
public readonly record struct KioskStreamHead(string Concentrator, string Epoch, long Last);

/// <summary>Sequences that hold no record.</summary>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence.</param>
/// <param name="Reason">Why: <c>quarantined</c>, or the device's word for a loss.</param>
public readonly record struct AbsentRecords(long First, long Last, string Reason);
