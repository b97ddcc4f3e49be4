namespace Wattline.Firmware.Meters;

/// <summary>What DL/T 645-2007 allows, and the bounds that the master sets itself.</summary>
public static class Dlt645Limits
{
    /// <summary>Length field of a read answer: L is at most 200 (clause 5.2.5).</summary>
    public const int PayloadMax = 200;

    /// <summary>The most that the one-byte length field can say; for a decoder that must look at any frame.</summary>
    public const int PayloadFieldMax = 255;

    /// <summary>68, six of address, 68, control, length, checksum, 16.</summary>
    public const int Overhead = 12;

    /// <summary>FE bytes that the master sends before a frame, and that an answer may have by the standard.</summary>
    public const int Preamble = 4;

    /// <summary>The scanner's memory: a frame of the longest field that is still incomplete, and room for a chunk.</summary>
    public const int ScanBytes = 512;

    /// <summary>An answer put together from follow-up frames: total and 63 tariffs of 4 bytes, twice.</summary>
    public const int AssembledMax = 512;

    /// <summary>Follow-up frames of one answer; a meter that says "more" for ever is cut here.</summary>
    public const int FollowUpsMax = 32;

    /// <summary>Response delay Td of the meter, milliseconds, at most (clause 5.4).</summary>
    public const int ResponseDelayMax = 500;

    /// <summary>Pause Tb between two bytes of a frame, milliseconds, at most (clause 5.4).</summary>
    public const int BytePauseMax = 500;

    /// <summary>Milliseconds added to a deadline for the UART's FIFO and the timer.</summary>
    public const int DriverDelay = 20;

    /// <summary>How long a frame that has begun may run past its deadline, milliseconds: two pauses of Tb.</summary>
    public const int OverrunMax = 1000;

    /// <summary>Milliseconds after our sending in which bytes are still our own: a meter waits 20 (Td, clause 5.4).</summary>
    public const int EchoTail = 15;

    /// <summary>Bytes on an idle line that are taken for a glitch of the transceivers, not for an answer gone wrong.</summary>
    public const int GlitchBytes = 3;

    /// <summary>Bits of a character: start, 8 data, even parity, stop.</summary>
    public const int BitsPerCharacter = 11;
}
