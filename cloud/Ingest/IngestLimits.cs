namespace Wattline.Cloud.Ingest;

/// <summary>The limits of ingestion, each with its reason.</summary>
public static class IngestLimits
{
    /// <summary>Bytes kept of an event in quarantine: four times the largest message, beyond which no concentrator's message can be inside.</summary>
    public const int QuarantineBytesMax = 64 * 1024;

    /// <summary>Events in quarantine: more than a person looks at one by one. Beyond it, and beyond the bytes, batches are refused until some are cleared.</summary>
    public const int QuarantineEventsMax = 100_000;

    /// <summary>Bytes in quarantine, as much as a gateway's own: gateways take back what is refused here, and hold it.</summary>
    public const long QuarantineBytesTotalMax = 256L << 20;

    /// <summary>Alarms of one kind of one concentrator that are kept apart: a clone repeats itself with every message. Beyond it they are counted in one.</summary>
    public const int AlarmsOfConcentratorMax = 100;

    /// <summary>Series whose numbers are kept in memory: 100,000 meters with 8 channels come to about 100 MB; beyond it they are looked up again.</summary>
    public const int SeriesCachedMax = 800_000;

    /// <summary>Sets of channels whose numbers are kept in memory: a template is one, and beyond some dozens somebody sends each channel alone.</summary>
    public const int ChannelSetsCachedMax = 10_000;

    /// <summary>Months before this one whose readings have a partition of their own on PostgreSQL: meters remember no longer. Older ones share <c>reading_wide_elsewhen</c>.</summary>
    public const int PartitionMonthsBack = 60;

    /// <summary>Months after this one, for clocks that run ahead across its end. What is dated later still (a clock gone wrong) shares <c>reading_wide_elsewhen</c> until its month has come.</summary>
    public const int PartitionMonthsAhead = 1;

    /// <summary>Memory that a batch's rows keep for the next batch: an ordinary one; a larger one's is given back.</summary>
    public const int WideBytesKept = 8 << 20;

    /// <summary>Messages asked for in one replay: at a message a slot this is 100 days; a device sends it in minutes, and the rest is asked for after.</summary>
    public const long ReplayMessagesMax = 10_000;

    /// <summary>Gaps so near to each other are asked for together: sending what lies between again is cheaper than another request.</summary>
    public const long ReplayJoinDistance = 8;

    /// <summary>Open requests of one stream: a stream with more gaps is asked for the oldest first.</summary>
    public const int ReplaysOfStreamMax = 16;

    /// <summary>Outages of one concentrator in one answer: each stands for more than 2976 slots, so that a year of minutes has 176.</summary>
    public const int OutagesMax = 200;

    /// <summary>Rows of one answer to a query: some 2 MB of JSON.</summary>
    public const int PageRowsMax = 10_000;

    /// <summary>Meters of one query: SQLite takes 32,766 values in a statement, and an answer is held by nobody.</summary>
    public const int MetersOfQueryMax = 1_000;
}
