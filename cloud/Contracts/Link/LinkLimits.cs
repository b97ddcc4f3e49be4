namespace Wattline.Cloud.Contracts;

/// <summary>The limits of the link from gateway to cloud (docs/cloudlink.md, down), and why.</summary>
public static class LinkLimits
{
    /// <summary>The WebSocket subprotocol (RFC 6455, 1.9): its last part is the version of the messages.</summary>
    public const string Subprotocol = "wattline.link.v1";

    /// <summary>Bytes of one message either way: the longest result as Base64 with room to spare; a peer's buffer is no larger.</summary>
    public const int MessageBytesMax = 64 * 1024;

    /// <summary>Bytes of one piece of a registry: what is urgent waits behind one piece, not behind the whole.</summary>
    public const int PieceBytes = 32 * 1024;

    /// <summary>Messages that wait to be sent. A peer that does not take them is cut off: it says what it holds when it comes again.</summary>
    public const int QueueMax = 4_096;

    /// <summary>Bytes that wait to be sent, a whole registry apart, which is made into pieces as they go.</summary>
    public const int QueueBytesMax = 8 * 1024 * 1024;

    /// <summary>Milliseconds between heartbeats: an address translation forgets a silent connection after a minute or more.</summary>
    public const long BeatMs = 10_000;

    /// <summary>Milliseconds of silence after which the other side is gone: three heartbeats.</summary>
    public const long SilenceMs = 30_000;

    /// <summary>Milliseconds in which the gateway says what it holds, once it is connected.</summary>
    public const long HelloMs = 10_000;

    /// <summary>Milliseconds in which a message, or a piece, is taken by the other side's connection.</summary>
    public const long SendMs = 30_000;

    /// <summary>Bytes of a command: a device reads 16 KiB, and what trips a relay has some hundred.</summary>
    public const int CommandBytesMax = 8 * 1024;

    /// <summary>Bytes of a result: a message of a concentrator (docs/uplink.md).</summary>
    public const int ResultBytesMax = 16 * 1024;

    /// <summary>Commands of one gateway under way: its outbox holds as many. A feeder's worth of relays; the rest waits in the cloud.</summary>
    public const int CommandsUnderWayMax = 1_024;

    /// <summary>Results under way without the cloud's word.</summary>
    public const int ResultsUnderWayMax = 64;

    /// <summary>Concentrators in one report of who is there, and numbers in one acknowledgement.</summary>
    public const int NamesMax = 500;

    /// <summary>Concentrators that one gateway may say are there: as many as it serves.</summary>
    public const int PresentMax = 100_000;

    /// <summary>Replay requests open at a gateway at once: the rest follows as these are answered.</summary>
    public const int ReplaysMax = 256;

    /// <summary>Marks in one message.</summary>
    public const int MarksMax = 200;

    /// <summary>Epochs of one concentrator that marks are told for, the newest: a restored flash is of one of them.</summary>
    public const int EpochsMax = 4;

    /// <summary>Milliseconds after which marks are told again to whoever stays connected.</summary>
    public const long MarksEveryMs = 3_600_000;

    /// <summary>Characters of a tag, a reason or a group's name.</summary>
    public const int TextCharsMax = 256;

    /// <summary>The longest time of a command, milliseconds: a week. Who wants more means a plan.</summary>
    public const long CommandMsMax = 7L * 24 * 3_600_000;
}
