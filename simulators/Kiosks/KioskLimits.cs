namespace Wattline.Simulators.Kiosks;

/// <summary>Limits of this room, each with its reason.</summary>
public static class KioskLimits
{
    /// <summary>SET_INHIBITS has 16 bits, so there are at most 16 channels.</summary>
    public const int ChannelsMax = 16;

    /// <summary>A host that does not poll for 10 s gets no more notes, and one in escrow goes back (ITL manual: READ).</summary>
    public const long PollMicrosMax = 10_000_000;

    /// <summary>The highest protocol version that this validator speaks; a higher one is FAIL.</summary>
    public const int ProtocolVersionMax = 8;

    /// <summary>Events that wait for a poll; a reply has at most 255 bytes, two an event, and the oldest are told first.</summary>
    public const int EventsMax = 64;
}
