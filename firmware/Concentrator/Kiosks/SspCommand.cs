namespace Wattline.Firmware.Kiosks;

/// <summary>Commands of SSP that the host uses (ITL GA138, NV9USB command table).</summary>
public static class SspCommand
{
    /// <summary>Which channels are enabled: two bytes, the first channel is the lowest bit.</summary>
    public const int SetInhibits = 0x02;

    /// <summary>Asks for the channels, their values and the currency.</summary>
    public const int SetupRequest = 0x05;

    /// <summary>Tells the version of the events that the host understands.</summary>
    public const int HostProtocolVersion = 0x06;

    /// <summary>Gives the note in escrow back.</summary>
    public const int Reject = 0x08;

    /// <summary>No notes from now on.</summary>
    public const int Disable = 0x09;

    /// <summary>Notes from now on, in the channels that are not inhibited.</summary>
    public const int Enable = 0x0A;

    /// <summary>The next command has sequence bit 0.</summary>
    public const int Sync = 0x11;

    /// <summary>Keeps the note in escrow for five more seconds.</summary>
    public const int Hold = 0x18;

    /// <summary>eSSP: a prime, 8 bytes.</summary>
    public const int SetGenerator = 0x4A;

    /// <summary>eSSP: a smaller prime, 8 bytes.</summary>
    public const int SetModulus = 0x4B;

    /// <summary>eSSP: the host's number, 8 bytes; the reply has the slave's.</summary>
    public const int RequestKeyExchange = 0x4C;

    /// <summary>Asks for events; those that are money come again until EVENT_ACK. Accepts the note in escrow.</summary>
    public const int PollWithAck = 0x56;

    /// <summary>The events of the last poll are safe with the host.</summary>
    public const int EventAck = 0x57;

    /// <summary>Asks for the counters that survive power cuts.</summary>
    public const int GetCounters = 0x58;
}
