namespace Wattline.Firmware.Uplink;

/// <summary>Limits of the uplink.</summary>
public static class UplinkLimits
{
    /// <summary>
    /// Messages on their way unacknowledged. The gateway answers after a disk sync of some milliseconds and a mobile
    /// network adds a tenth of a second: 16 messages then carry a line's readings many times over, and no more than
    /// these are sent twice after a broken connection.
    /// </summary>
    public const int InFlightMax = 16;

    /// <summary>Body of a packet in either direction: a message or plan of 16,384 bytes (docs/uplink.md), its topic, its id.</summary>
    public const int PacketBytesMax = 16384 + 64;

    /// <summary>Packet ids whose PUBACK is owed; the gateway's next packet is not read before there is room.</summary>
    public const int OwedMax = 8;

    /// <summary>Replays that wait. More are dropped and counted: the cloud asks again.</summary>
    public const int ReplaysMax = 8;

    /// <summary>Lost ranges that were told lately, and are not told again when the cloud asks twice.</summary>
    public const int ToldMax = 8;

    /// <summary>Milliseconds between tries to begin a new epoch: a message that waits for its commit, or a flash that refuses, takes as long.</summary>
    public const long RenewPause = 200;

    /// <summary>Characters of the concentrator's name (docs/uplink.md).</summary>
    public const int NameMax = 32;

    /// <summary>Characters of the password: CONNECT stays small.</summary>
    public const int PasswordMax = 128;
}
