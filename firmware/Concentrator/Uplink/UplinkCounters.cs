namespace Wattline.Firmware.Uplink;

/// <summary>What happened on an uplink since it was made.</summary>
public sealed class UplinkCounters
{
    private readonly long[] _closes = new long[CloseReason.Count];

    /// <summary>Connections that the gateway accepted.</summary>
    public long Connects { get; internal set; }

    /// <summary>Messages sent for the first time since this start of the device.</summary>
    public long Published { get; internal set; }

    /// <summary>Messages whose PUBACK came.</summary>
    public long Acknowledged { get; internal set; }

    /// <summary>Messages sent again after a reconnect.</summary>
    public long Resent { get; internal set; }

    /// <summary>Messages sent again because the cloud asked.</summary>
    public long Replayed { get; internal set; }

    /// <summary>Replays that were asked for and found no room.</summary>
    public long ReplaysDropped { get; internal set; }

    /// <summary>Payloads from the gateway that could not be read, or whose topic has no use yet.</summary>
    public long PayloadsRefused { get; internal set; }

    /// <summary>Connections that ended, or were not made, for one of <see cref="CloseReason"/>.</summary>
    public long Closes(int reason)
    {
        return _closes[reason];
    }

    internal void Closed(int reason)
    {
        _closes[reason]++;
    }
}
