namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>What CJ/T 188-2004 and -2018 allow, and the bounds that the master sets itself.</summary>
public static class Cjt188Limits
{
    /// <summary>68, type, seven of address, control, length, checksum, 16.</summary>
    public const int Overhead = 13;

    /// <summary>Identifier and serial number before the data of an answer.</summary>
    public const int HeadBytes = 3;

    /// <summary>FE bytes that the master sends before a frame: 2 to 4 wake a meter (clause 7.1.2).</summary>
    public const int Preamble = 4;

    /// <summary>FE bytes for meters that sleep deeply; seen: 20 to 100.</summary>
    public const int LongPreambleMax = 100;

    /// <summary>The most that the one-byte length field can say.</summary>
    public const int DataMax = 255;

    /// <summary>The scanner's memory: a frame of the longest field, and room for a chunk.</summary>
    public const int ScanBytes = 512;

    /// <summary>Response delay of the meter, milliseconds, at most.</summary>
    public const int ResponseDelayMax = 500;

    /// <summary>Pause between two bytes of a frame, milliseconds, at most.</summary>
    public const int BytePauseMax = 500;

    /// <summary>Bits of a character: start, 8 data, even parity, stop.</summary>
    public const int BitsPerCharacter = 11;

    /// <summary>Values of an answer: the nine of a heat meter.</summary>
    public const int ValuesMax = 9;
}
