namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>What DL/T 698.45 allows, and the bounds that the master sets itself.</summary>
public static class Dlt698Limits
{
    /// <summary>Bytes of a frame that are believed; the length field could say 16383.</summary>
    public const int FrameMax = 2048;

    /// <summary>The scanner's memory.</summary>
    public const int ScanBytes = FrameMax + 64;

    /// <summary>FE bytes that the master sends before a frame.</summary>
    public const int Preamble = 4;

    /// <summary>Bytes of a meter's address.</summary>
    public const int AddressBytes = 6;

    /// <summary>Milliseconds that a meter may think.</summary>
    public const int ResponseDelayMax = 1000;

    /// <summary>Milliseconds between two bytes of a frame.</summary>
    public const int BytePauseMax = 500;

    /// <summary>Bits of a character: start, 8 data, even parity, stop.</summary>
    public const int BitsPerCharacter = 11;

    /// <summary>Bytes of a question's APDU.</summary>
    public const int RequestMax = 128;

    /// <summary>Bytes of an answer that is put together from parts.</summary>
    public const int ApduMax = 4096;

    /// <summary>Bytes of a report that is kept.</summary>
    public const int ReportMax = 256;

    /// <summary>Depth of arrays and structures in a value.</summary>
    public const int DepthMax = 8;
}
