using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Down;

/// <summary>What goes down to a concentrator (docs/uplink.md), as CBOR.</summary>
public static partial class DownMessages
{
    private const ulong Version = 1;
    private const ulong Replay = 1;
    private const ulong Marks = 2;

    /// <summary>[1, unix_ms].</summary>
    public static ReadOnlyMemory<byte> Time(DateTimeOffset now) =>
        new CborWriter().WriteArray(2).WriteUnsigned(Version).WriteInteger(now.ToUnixTimeMilliseconds()).Written;

    /// <summary>[1, id, 1, [epoch, stream, first, last]].</summary>
    public static ReadOnlyMemory<byte> ReplayCommand(long id, Epoch epoch, StreamId stream, long first, long last) =>
        new CborWriter().WriteArray(4).WriteUnsigned(Version).WriteInteger(id).WriteUnsigned(Replay)
            .WriteArray(4).WriteUnsigned(epoch.Value).WriteInteger((long)stream).WriteInteger(first).WriteInteger(last).Written;

    /// <summary>[1, 0, 2, [epoch, money, events, readings]]: nothing answers it, so it has no id of its own.</summary>
    public static ReadOnlyMemory<byte> MarksCommand(Epoch epoch, long money, long events, long readings) =>
        new CborWriter().WriteArray(4).WriteUnsigned(Version).WriteUnsigned(0).WriteUnsigned(Marks)
            .WriteArray(4).WriteUnsigned(epoch.Value).WriteInteger(money).WriteInteger(events).WriteInteger(readings).Written;
}
