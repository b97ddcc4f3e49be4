namespace Wattline.Firmware.Uplink;

/// <summary>Why a connection ended, or was not made.</summary>
public static class CloseReason
{
    /// <summary>The socket did not come up.</summary>
    public const int ConnectFailed = 0;

    /// <summary>The socket was not up, or not refused, in time.</summary>
    public const int ConnectTimeout = 1;

    /// <summary>CONNACK with a code other than 4 and 5 (MQTT 3.1.1, table 3.1).</summary>
    public const int Refused = 2;

    /// <summary>CONNACK 4 or 5: bad user name or password, not authorized.</summary>
    public const int BadCredentials = 3;

    /// <summary>SUBACK with 0x80.</summary>
    public const int SubscribeRefused = 4;

    /// <summary>The other side, or the network, closed.</summary>
    public const int Lost = 5;

    /// <summary>CONNACK, SUBACK or PINGRESP did not come in time.</summary>
    public const int ReplyTimeout = 6;

    /// <summary>PUBACK did not come in time.</summary>
    public const int AckTimeout = 7;

    /// <summary>A packet whose bytes break the protocol.</summary>
    public const int Malformed = 8;

    /// <summary>A packet other than PUBLISH longer than <see cref="UplinkLimits.PacketBytesMax"/>.</summary>
    public const int TooLarge = 9;

    /// <summary>A packet that has no place here: of another type, for another's topic, an id that is not in use.</summary>
    public const int Unexpected = 10;

    /// <summary>How many reasons there are.</summary>
    public const int Count = 11;
}
