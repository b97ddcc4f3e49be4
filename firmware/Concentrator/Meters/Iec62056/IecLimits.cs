namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>What IEC 62056-21 and the P1 companion standards allow, and the bounds that the master sets itself.</summary>
public static class IecLimits
{
    /// <summary>Bytes of a readout or telegram that are believed; the longest that was seen has 4.6 KB.</summary>
    public const int MessageMax = 8192;

    /// <summary>The scanner's memory.</summary>
    public const int ScanBytes = MessageMax + 128;

    /// <summary>Bytes of an identification line: / XXX Z, 16 and sequences, CR LF.</summary>
    public const int IdentificationMax = 64;

    /// <summary>Bits of a character: 7E1 or, as it is read here, 8N1.</summary>
    public const int BitsPerCharacter = 10;

    /// <summary>Speed at which modes A, B and C begin (6.4.3).</summary>
    public const int BaudFirst = 300;

    /// <summary>Milliseconds that a device may think (6.4.3: 200 to 1500).</summary>
    public const int ResponseDelayMax = 1500;

    /// <summary>Milliseconds until a meter that speaks by itself has spoken: DSMR 4 every 10 s, and one may be damaged.</summary>
    public const int TelegramWait = 25000;

    /// <summary>Characters of a usual telegram, for the time that it takes.</summary>
    public const int TelegramUsual = 1024;

    /// <summary>Milliseconds before an acknowledgement, at least.</summary>
    public const int ReactionMin = 200;

    /// <summary>Milliseconds between two characters, at most.</summary>
    public const int BytePauseMax = 1500;

    /// <summary>Characters of a device address.</summary>
    public const int AddressMax = 32;
}
