namespace Wattline.Gateway.Journal;

/// <summary>What the log bounds, and why.</summary>
public static class JournalLimits
{
    /// <summary>Streams a log holds: the members of <see cref="JournalStream"/>.</summary>
    public const int Streams = 4;

    /// <summary>Bytes of a record's key: an MQTT topic has at most 65,535 (MQTT 3.1.1, 1.5.3), ours far fewer; the field has 16 bits.</summary>
    public const int KeyBytesMax = 1_024;

    /// <summary>Bytes of a record's payload: above any packet that the endpoint lets in, so that the endpoint's limit is the one met.</summary>
    public const int PayloadBytesMax = 1 << 20;

    /// <summary>The longest whole record; a length field above it is a bad record and costs no memory.</summary>
    public const int RecordBytesMax = RecordFormat.HeaderBytes + KeyBytesMax + PayloadBytesMax;

    /// <summary>Records handed out and not yet acknowledged, for each stream: what a cursor must remember. A poison message may lag behind that many neighbours.</summary>
    public const int OutstandingMax = 65_536;

    /// <summary>Bytes a reader takes from the disk at once: large enough for sequential speed, small enough to hold one for each stream.</summary>
    public const int ReadChunkBytes = 256 * 1_024;
}
