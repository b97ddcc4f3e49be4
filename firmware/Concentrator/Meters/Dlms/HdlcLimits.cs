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
