namespace Wattline.Cloud.Ledger.Audit;

/// <summary>What is found and shown to a person: the names stay as they are, for they are stored and searched.</summary>
public static class FindingKinds
{
    /// <summary>Records of a kiosk will not come: money may be missing.</summary>
    public const string RecordsLost = "records_lost";

    /// <summary>A record came late, after it had been passed over.</summary>
    public const string RecordLate = "record_late";

    /// <summary>A kiosk's own count has a gap, or went back: a record was taken out, or a copy of the kiosk writes.</summary>
    public const string CountBroken = "count_broken";

    /// <summary>A record does not continue the kiosk's chain: it was changed, or another device writes in its name.</summary>
    public const string ChainBroken = "chain_broken";

    /// <summary>A kiosk of this name writes from another concentrator, or from an epoch that was given up: a copy.</summary>
    public const string Cloned = "cloned";

    /// <summary>A note's end was told twice, or in two ways; the one that stands is said.</summary>
    public const string NoteTwice = "note_twice";

    /// <summary>A note's value is not the one that its escrow had.</summary>
    public const string ValueChanged = "value_changed";

    /// <summary>A device counted more than the records say.</summary>
    public const string CounterJumped = "counter_jumped";

    /// <summary>A device's counter began anew.</summary>
    public const string CounterReset = "counter_reset";

    /// <summary>A device's counter went back, to no beginning: an older copy of it, or another device.</summary>
    public const string CounterBack = "counter_back";

    /// <summary>A record that says what cannot be.</summary>
    public const string BadRecord = "bad_record";

    /// <summary>A box differs from what is expected of it.</summary>
    public const string BoxDiffers = "box_differs";

    /// <summary>A payment over a channel that contradicts another.</summary>
    public const string ChannelConflict = "channel_conflict";

    /// <summary>A payment came after its order was closed.</summary>
    public const string LatePayment = "late_payment";
}
