namespace Wattline.Firmware.Kiosks;

/// <summary>Numbers of the SSP transport (ITL GA138, "Transport Layer", and the recommendations beside it).</summary>
public static class SspLimits
{
    /// <summary>Bits a second; 8 data bits, no parity, 2 stop bits.</summary>
    public const int Baud = 9600;

    /// <summary>No parity (the numbers of <see cref="Ports.ISerialLine"/>).</summary>
    public const int Parity = 0;

    /// <summary>Stop bits.</summary>
    public const int StopBits = 2;

    /// <summary>The address of a note validator.</summary>
    public const int ValidatorAddress = 0;

    /// <summary>LEN is one byte.</summary>
    public const int DataBytesMax = 255;

    /// <summary>Longest command that the host sends: a number of the key exchange has 8 bytes behind its code.</summary>
    public const int CommandBytesMax = 9;

    /// <summary>Such a command encrypted: its mark, and one block of 16 that also holds length, count and CRC.</summary>
    public const int WrappedBytesMax = 17;

    /// <summary>A slave that has not answered after one second has not heard.</summary>
    public const int ReplyTimeoutMs = 1000;

    /// <summary>A command is sent again 20 times before the slave counts as gone.</summary>
    public const int ResendsMax = 20;

    /// <summary>Channels are bits of a 16-bit register (SET_INHIBITS).</summary>
    public const int ChannelsMax = 16;

    /// <summary>Counters have 32 bits.</summary>
    public const long CounterWrap = 0x100000000;

    /// <summary>Bytes taken from the line at a time: one frame of the usual size.</summary>
    public const int ReadBytes = 64;
}
