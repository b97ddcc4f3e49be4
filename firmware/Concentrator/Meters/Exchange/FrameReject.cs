namespace Wattline.Firmware.Meters.Exchange;

/// <summary>Why bytes or a frame were not taken; one list for all protocols but DL/T 645, which has its own.</summary>
public static class FrameReject
{
    /// <summary>Nothing was refused; also: nothing that could be a frame was seen.</summary>
    public const int None = 0;

    /// <summary>The checksum or CRC over the frame is not the one in it.</summary>
    public const int BadChecksum = 1;

    /// <summary>The end byte is another.</summary>
    public const int BadEnd = 2;

    /// <summary>The bytes ended before the length was satisfied.</summary>
    public const int Truncated = 3;

    /// <summary>The length is beyond what is believed.</summary>
    public const int TooLong = 4;

    /// <summary>The two lengths, the header's own check or its fixed bits are wrong.</summary>
    public const int BadHead = 5;

    /// <summary>Our own words come back from the line.</summary>
    public const int Echo = 6;

    /// <summary>An answer of another meter, which was not asked.</summary>
    public const int Foreign = 7;

    /// <summary>A whole frame outside a question: an answer to one before.</summary>
    public const int Late = 8;

    /// <summary>The right meter answers another function.</summary>
    public const int OtherFunction = 9;

    /// <summary>The right meter answers for other data.</summary>
    public const int OtherIdentifier = 10;

    /// <summary>A frame number, block number or serial that is not the one expected: lost or repeated.</summary>
    public const int OtherSequence = 11;

    /// <summary>The payload is not as long as the answer demands, or too long to be put together.</summary>
    public const int BadLength = 12;

    /// <summary>The payload is not what the protocol allows there.</summary>
    public const int BadContent = 13;

    /// <summary>A tag, a counter or a key did not fit: nobody knows who said it.</summary>
    public const int Unauthenticated = 14;

    /// <summary>How many reasons there are.</summary>
    public const int Count = 15;

    private static readonly string[] _names =
    {
        "none", "bad_checksum", "bad_end", "truncated", "too_long", "bad_head", "echo", "foreign", "late",
        "other_function", "other_identifier", "other_sequence", "bad_length", "bad_content", "unauthenticated",
    };

    /// <summary>The reason's name, for people and reports.</summary>
    public static string Name(int reason) => _names[reason];
}
