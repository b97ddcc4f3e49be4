using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Storage;

/// <summary>
/// The envelope of every message (docs/uplink.md): [1, epoch, stream, sequence, boot, uptime, wall, body].
/// </summary>
public static class Envelope
{
    /// <summary>The version that the first field says.</summary>
    public const int Version = 1;

    /// <summary>The most that the fields before the body take: array, version and stream 1 byte each, five numbers of 9.</summary>
    public const int HeadBytesMax = 48;

    /// <summary>Writes everything before the body; the body, one CBOR array, follows.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="epoch">Drawn when the journal was formatted.</param>
    /// <param name="stream">One of <see cref="Streams"/>.</param>
    /// <param name="sequence">From 1.</param>
    /// <param name="boot">The start of the device, from 1.</param>
    /// <param name="uptime">Milliseconds since that start.</param>
    /// <param name="clock">Says the wall time, or null while it is not valid.</param>
    public static void WriteHead(CborWriter writer, ulong epoch, int stream, long sequence, long boot, long uptime, IWallClock clock)
    {
        writer.WriteArray(8);
        writer.WriteUInt(Version);
        writer.WriteUInt(epoch);
        writer.WriteUInt((ulong)stream);
        writer.WriteUInt((ulong)sequence);
        writer.WriteUInt((ulong)boot);
        writer.WriteUInt((ulong)uptime);
        WriteWall(writer, clock);
    }

    /// <summary>Writes the wall time, or null while the clock is not valid or before 1970.</summary>
    public static void WriteWall(CborWriter writer, IWallClock clock)
    {
        if (clock.IsValid && clock.UnixMilliseconds >= 0)
            writer.WriteUInt((ulong)clock.UnixMilliseconds);
        else
            writer.WriteNull();
    }
}
