namespace Wattline.Firmware.Kiosks;

/// <summary>Numbers of CCNET, each with its reason.</summary>
public static class CcNetLimits
{
    /// <summary>Bits a second as delivered; 8 data bits, no parity, 1 stop bit.</summary>
    public const int Baud = 9600;

    /// <summary>No parity.</summary>
    public const int Parity = 0;

    /// <summary>Stop bits.</summary>
    public const int StopBits = 1;

    /// <summary>The address of a note validator.</summary>
    public const int ValidatorAddress = 3;

    /// <summary>The length is one byte; 0, which says that the length follows in two, is not used by note validators.</summary>
    public const int FrameBytesMax = 255;

    /// <summary>Longest command: 34 with two masks of three bytes.</summary>
    public const int CommandBytesMax = 7;

    /// <summary>A device that has not answered after this time has not heard; its answer begins within 10 ms, and the table takes 130 ms.</summary>
    public const int ReplyTimeoutMs = 300;

    /// <summary>Bytes of a frame are at most 5 ms apart: after 50 it is over.</summary>
    public const int GapMs = 50;

    /// <summary>A command is sent again so many times before the device counts as gone.</summary>
    public const int ResendsMax = 4;

    /// <summary>The host is quiet for 20 ms after its acknowledgement.</summary>
    public const int AfterAckMs = 20;

    /// <summary>Kinds of notes: bits of the masks.</summary>
    public const int ChannelsMax = 24;

    /// <summary>Bytes of the table for one kind: first digit, country (3), exponent of ten.</summary>
    public const int TableEntryBytes = 5;

    /// <summary>Bytes taken from the line at a time.</summary>
    public const int ReadBytes = 64;
}
