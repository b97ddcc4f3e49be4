namespace Wattline.Firmware.Storage;

/// <summary>Limits of the journal. Shares of a segment are chosen so that a checkpoint always fits into one.</summary>
public static class JournalLimits
{
    /// <summary>A message, its envelope included (docs/uplink.md).</summary>
    public const int MessageBytesMax = 16384;

    /// <summary>
    /// A record takes a quarter of a segment at most (a whole message therefore wants segments of 66 KB), and so
    /// does what waits for a sync: after a checkpoint that carries such a quarter over, there is still room for one.
    /// </summary>
    public const int RecordShare = 4;

    /// <summary>All states together take a quarter of a segment at most: every checkpoint repeats them.</summary>
    public const int StateShare = 4;

    /// <summary>
    /// Unacknowledged money that one rotation carries to the head takes an eighth of a segment at most. The last
    /// eighth is for the header and the lost events of the checkpoint.
    /// </summary>
    public const int MoneyShare = 8;

    /// <summary>
    /// Results and events that wait when their segment is given up are carried to the head, the newest first, up to an eighth of a segment:
    /// readings do not push them out. What is more is lost, with whatever is older; and all where a tail takes that room.
    /// </summary>
    public const int EventShare = 8;

    /// <summary>
    /// When events that wait take more than a quarter of the ring, those that can wait where they come from do (a door that bounces, a
    /// meter's records): they do not push readings out.
    /// </summary>
    public const int CrowdShare = 4;

    /// <summary>An eighth of it must hold the header.</summary>
    public const int SegmentBytesMin = 4096;

    /// <summary>Reads in a row that the medium fails before what they asked for is told to be lost: with the uplink's pause of 20 ms, a minute.</summary>
    public const int ReadFailuresMax = 3000;

    /// <summary>Acknowledgements after which they are made durable without waiting for a commit: at most this many messages are sent again for nothing.</summary>
    public const int AcknowledgementsMax = 64;
}
