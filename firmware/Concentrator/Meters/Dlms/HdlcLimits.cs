namespace Wattline.Firmware.Meters.Dlms;

/// <summary>What the HDLC profile of IEC 62056-46 allows, and the bounds that the master sets itself.</summary>
public static class HdlcLimits
{
    /// <summary>The length field has 11 bits (6.4.1): bytes between the flags.</summary>
    public const int FrameMax = 2047;

    /// <summary>The scanner's memory: the longest frame with its flags, and a chunk.</summary>
    public const int ScanBytes = FrameMax + 2 + 64;

    /// <summary>Information bytes without negotiation (6.4.4.4.3.2).</summary>
    public const int InformationDefault = 128;

    /// <summary>Information bytes that the master offers to take in one frame.</summary>
    public const int InformationMax = 512;

    /// <summary>An address of one byte that means everybody; one below is the last of a device.</summary>
    public const int OneByteAll = 0x7F;

    /// <summary>Logical devices of two bytes, all of them (6.4.2.2).</summary>
    public const int LogicalAll = 0x3FFF;

    /// <summary>Physical devices of two bytes: all, and two below are kept for others.</summary>
    public const int PhysicalAll = 0x3FFD;

    /// <summary>The client that needs no key.</summary>
    public const int PublicClient = 16;

    /// <summary>Milliseconds after which an open link is not trusted to stand: meters drop it after 30 to 120 s of silence (6.4.4.4.2).</summary>
    public const int IdleMax = 20000;

    /// <summary>
    /// How far a counter that a meter names to the public client may lead ahead of ours: 20 years of a question a second
    /// have 630 million. Nobody proves that word, and the counter ends at 4,295 million.
    /// </summary>
    public const int CounterLeapMax = 50000000;

    /// <summary>Bits of a character: 8N1.</summary>
    public const int BitsPerCharacter = 10;

    /// <summary>Milliseconds that a meter may think.</summary>
    public const int ResponseDelayMax = 1500;

    /// <summary>Milliseconds between two bytes of a frame: the standard says 25, serial servers take more.</summary>
    public const int BytePauseMax = 100;

    /// <summary>How often a frame is sent again before the link is given up.</summary>
    public const int Retries = 2;

    /// <summary>Bytes around the information: flags, format, addresses 4 + 1, control, two check sequences.</summary>
    public const int Overhead = 14;

    /// <summary>Bytes of an APDU that are put together from segments.</summary>
    public const int ApduMax = 2048;

    /// <summary>Bytes of a value that is put together from blocks.</summary>
    public const int DataMax = 8192;

    /// <summary>Blocks of one value; a meter that never says "last" is cut here.</summary>
    public const int BlocksMax = 256;

    /// <summary>Depth of arrays and structures in a value.</summary>
    public const int DepthMax = 8;
}
