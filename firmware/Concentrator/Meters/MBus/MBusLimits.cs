namespace Wattline.Firmware.Meters.MBus;

/// <summary>What EN 13757-2 and -3 allow on two wires, and the bounds that the master sets itself.</summary>
public static class MBusLimits
{
    /// <summary>Bytes of the longest frame: 68 L L 68, 255, checksum, 16.</summary>
    public const int FrameMax = 261;

    /// <summary>The scanner's memory.</summary>
    public const int ScanBytes = 600;

    /// <summary>Bits of a character: start, 8 data, even parity, stop.</summary>
    public const int BitsPerCharacter = 11;

    /// <summary>Bit times that a meter may think, at most; <see cref="ResponseMilliseconds"/> more (EN 13757-2, 5.7.3).</summary>
    public const int ResponseBits = 330;

    /// <inheritdoc cref="ResponseBits"/>
    public const int ResponseMilliseconds = 50;

    /// <summary>Bit times of silence before a question.</summary>
    public const int QuietBits = 33;

    /// <summary>Milliseconds of silence that end a frame: level converters and servers cut where they like.</summary>
    public const int BytePauseMax = 100;

    /// <summary>DIFEs, and VIFEs, of one record (EN 13757-3, 6.3).</summary>
    public const int ExtensionsMax = 10;

    /// <summary>Telegrams of one readout; a meter that says "more" for ever is cut here.</summary>
    public const int TelegramsMax = 16;

    /// <summary>Bytes of the records of a readout put together.</summary>
    public const int RecordsMax = 2048;

    /// <summary>Meters that a search keeps: as many as one segment can feed.</summary>
    public const int FoundMax = 250;

    /// <summary>Selections of a search, at most: ten for each digit of each meter, and some.</summary>
    public const int SearchStepsMax = 20000;

    /// <summary>The address of the meter that was selected by its number.</summary>
    public const int Selected = 253;

    /// <summary>Bytes of a secondary address: number 4, maker 2, version, medium.</summary>
    public const int SecondaryBytes = 8;
}
