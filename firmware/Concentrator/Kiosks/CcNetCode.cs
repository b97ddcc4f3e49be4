namespace Wattline.Firmware.Kiosks;

/// <summary>Commands and states of CCNET that the host uses.</summary>
public static class CcNetCode
{
    /// <summary>Acknowledgement, both ways.</summary>
    public const int Ack = 0x00;

    /// <summary>Not understood, both ways.</summary>
    public const int Nak = 0xFF;

    /// <summary>Starts the device again.</summary>
    public const int Reset = 0x30;

    /// <summary>Asks for the state. As a reply 30 says that a command was illegal.</summary>
    public const int Poll = 0x33;

    /// <summary>Which notes are taken, and which of them wait in escrow.</summary>
    public const int EnableBillTypes = 0x34;

    /// <summary>The note in escrow goes into the box.</summary>
    public const int Stack = 0x35;

    /// <summary>The note in escrow goes back.</summary>
    public const int Return = 0x36;

    /// <summary>The note in escrow waits 10 s more.</summary>
    public const int Hold = 0x38;

    /// <summary>Asks what each kind of note is worth.</summary>
    public const int GetBillTable = 0x41;

    /// <summary>As a reply: that command is not possible now.</summary>
    public const int Illegal = 0x30;

    /// <summary>Started.</summary>
    public const int PowerUp = 0x10;

    /// <summary>Started with a note in the validator.</summary>
    public const int PowerUpInValidator = 0x11;

    /// <summary>Started with a note in the stacker: it is in the box, and nobody was told.</summary>
    public const int PowerUpInStacker = 0x12;

    /// <summary>Starting.</summary>
    public const int Initialise = 0x13;

    /// <summary>Waits for a note.</summary>
    public const int Idling = 0x14;

    /// <summary>A note comes in.</summary>
    public const int Accepting = 0x15;

    /// <summary>A note goes into the box.</summary>
    public const int Stacking = 0x17;

    /// <summary>A note goes back.</summary>
    public const int Returning = 0x18;

    /// <summary>Takes no notes.</summary>
    public const int Disabled = 0x19;

    /// <summary>Keeps a note in escrow.</summary>
    public const int Holding = 0x1A;

    /// <summary>Busy, for a time that follows.</summary>
    public const int Busy = 0x1B;

    /// <summary>Refuses a note; the reason follows.</summary>
    public const int Rejecting = 0x1C;

    /// <summary>The box is full.</summary>
    public const int CassetteFull = 0x41;

    /// <summary>The box is out.</summary>
    public const int CassetteOut = 0x42;

    /// <summary>The validator is stuck.</summary>
    public const int ValidatorJammed = 0x43;

    /// <summary>The box is stuck.</summary>
    public const int CassetteJammed = 0x44;

    /// <summary>Somebody cheated.</summary>
    public const int Cheated = 0x45;

    /// <summary>A second note was put in.</summary>
    public const int Pause = 0x46;

    /// <summary>Something is broken; what, follows.</summary>
    public const int Failure = 0x47;

    /// <summary>A note waits in escrow; its kind follows.</summary>
    public const int Escrow = 0x80;

    /// <summary>A note is in the box; its kind follows. Said until it is acknowledged.</summary>
    public const int Stacked = 0x81;

    /// <summary>A note went back; its kind follows. Said until it is acknowledged.</summary>
    public const int Returned = 0x82;
}
