namespace Wattline.Firmware.Meters;

/// <summary>Why bytes or a frame were not taken. The first four are the scanner's, the others the master's.</summary>
public static class Dlt645Reject
{
    /// <summary>Nothing was refused; also: no start sequence 68 … 68 was seen at all.</summary>
    public const int None = 0;

    /// <summary>The sum of the bytes is not the checksum byte.</summary>
    public const int BadChecksum = 1;

    /// <summary>The byte after the checksum is not 16H.</summary>
    public const int BadEnd = 2;

    /// <summary>The bytes ended before the length field was satisfied.</summary>
    public const int Truncated = 3;

    /// <summary>The length field is beyond the scanner's limit.</summary>
    public const int TooLong = 4;

    /// <summary>A request (D7 = 0): our own words come back from the line.</summary>
    public const int Echo = 5;

    /// <summary>An answer of another meter, which was not asked.</summary>
    public const int Foreign = 6;

    /// <summary>An answer to the question before this one.</summary>
    public const int Late = 7;

    /// <summary>The right meter answers another function.</summary>
    public const int OtherFunction = 8;

    /// <summary>The right meter answers another data identifier.</summary>
    public const int OtherIdentifier = 9;

    /// <summary>A follow-up frame with another number than was asked for.</summary>
    public const int OtherSequence = 10;

    /// <summary>The payload's length is not what the identifier demands, or the answer is too long to be put together.</summary>
    public const int BadLength = 11;

    /// <summary>A digit A to F where a decimal one must stand.</summary>
    public const int BadDigit = 12;

    /// <summary>How many reasons there are.</summary>
    public const int Count = 13;

    private static readonly string[] _names =
    {
        "none", "bad_checksum", "bad_end", "truncated", "too_long", "echo", "foreign", "late",
        "other_function", "other_identifier", "other_sequence", "bad_length", "bad_digit",
    };

    /// <summary>The reason's name, for people and reports.</summary>
    public static string Name(int reason) => _names[reason];
}
