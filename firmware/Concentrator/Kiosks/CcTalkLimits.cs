namespace Wattline.Firmware.Kiosks;

/// <summary>Numbers of ccTalk (Generic Specification, part 1), each with its reason.</summary>
public static class CcTalkLimits
{
    /// <summary>Bits a second; 8 data bits, no parity, 1 stop bit.</summary>
    public const int Baud = 9600;

    /// <summary>No parity.</summary>
    public const int Parity = 0;

    /// <summary>Stop bits.</summary>
    public const int StopBits = 1;

    /// <summary>The host's address.</summary>
    public const int HostAddress = 1;

    /// <summary>The coin acceptor's address as delivered.</summary>
    public const int CoinAddress = 2;

    /// <summary>The note validator's address as delivered.</summary>
    public const int BillAddress = 40;

    /// <summary>Events take 11 bytes, identifications at most some 30: a length above is noise.</summary>
    public const int DataBytesMax = 64;

    /// <summary>A device answers within some 20 ms; routing a note may take it longer.</summary>
    public const int ReplyTimeoutMs = 300;

    /// <summary>The gap between two bytes of a frame is at most 10 ms: after 50 it is over.</summary>
    public const int GapMs = 50;

    /// <summary>A command is sent again so many times before the device counts as gone.</summary>
    public const int ResendsMax = 3;

    /// <summary>Coins or notes of one device: positions of the inhibit mask.</summary>
    public const int ChannelsMax = 16;

    /// <summary>Events that a device keeps.</summary>
    public const int EventsMax = 5;

    /// <summary>The counter of events goes from 255 to 1; 0 is said after a start only.</summary>
    public const int EventNumberMax = 255;

    /// <summary>The counter of accepted pieces has 24 bits.</summary>
    public const long CounterWrap = 0x1000000;

    /// <summary>Bytes taken from the line at a time.</summary>
    public const int ReadBytes = 32;
}
