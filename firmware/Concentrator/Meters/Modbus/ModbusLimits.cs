namespace Wattline.Firmware.Meters.Modbus;

/// <summary>What "MODBUS over Serial Line" 1.02 and the application protocol 1.1b3 allow, and the bounds that the master sets itself.</summary>
public static class ModbusLimits
{
    /// <summary>Bytes of a frame on a serial line, at most (serial line 2.5.1).</summary>
    public const int FrameMax = 256;

    /// <summary>The highest address of a slave (serial line 2.2).</summary>
    public const int UnitMax = 247;

    /// <summary>Registers that there can be: an address has 16 bits.</summary>
    public const int RegisterSpace = 0x10000;

    /// <summary>Milliseconds for which a meter that said its number is the same, unless it was not heard: nobody exchanges one faster.</summary>
    public const int KnownFor = 300000;

    /// <summary>Registers in one read, at most: the byte count has one byte (protocol 6.3).</summary>
    public const int RegistersMax = 125;

    /// <summary>Address, function, byte count and CRC around the registers of an answer.</summary>
    public const int AnswerOverhead = 5;

    /// <summary>Bytes of a read question on a serial line.</summary>
    public const int QuestionBytes = 8;

    /// <summary>Bytes of the header of Modbus TCP before the function: transaction, protocol, length, unit.</summary>
    public const int TcpHead = 7;

    /// <summary>Milliseconds that a slave may think: the standard names no time, masters use a second.</summary>
    public const int ResponseDelayMax = 1000;

    /// <summary>Milliseconds that a search waits for a slave to begin: those that are known take 20 to 100, and there are 247 to ask.</summary>
    public const int SearchDelayMax = 500;

    /// <summary>Garbled answers in a row for two slaves of one unit.</summary>
    public const int SearchTries = 3;

    /// <summary>
    /// Milliseconds from an unanswered question in which its answer may still come (slow meters and repeaters take 0.7 to
    /// 3 s). The answer names no register, so the same slave is not asked a question of the same shape before.
    /// </summary>
    public const int LateMax = 3000;

    /// <summary>Milliseconds of silence that end a frame; serial servers cut frames, so 1.5 characters is no measure here.</summary>
    public const int BytePauseMax = 100;

    /// <summary>Above this speed the pauses are fixed times (serial line 2.5.1.1).</summary>
    public const int FixedPauseBaud = 19200;

    /// <summary>Microseconds of that fixed pause between frames.</summary>
    public const int FixedPauseMicroseconds = 1750;

    /// <summary>The pause between frames is 3.5 characters: seven halves.</summary>
    public const int PauseHalfCharacters = 7;
}
