using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Down;

/// <summary>What goes down to a concentrator (docs/uplink.md), as CBOR.</summary>
public static class DownMessages
{
    private const ulong Version = 1;
    private const ulong Replay = 1;
    private const ulong Marks = 2;

    /// <summary>[1, version, every, [template …], [meter …]].</summary>
    public static ReadOnlyMemory<byte> Plan(Plan plan)
    {
        var cbor = new CborWriter().WriteArray(5).WriteUnsigned(Version).WriteInteger(plan.Version).WriteInteger(plan.EveryS);
        cbor.WriteArray(plan.Templates.Length);
        foreach (var template in plan.Templates)
        {
            cbor.WriteArray(2).WriteInteger(template.Protocol).WriteArray(template.Requests.Count);
            foreach (var request in template.Requests)
            {
                cbor.WriteArray(2).WriteUnsigned(request.Identifier).WriteArray(request.Channels.Count);
                foreach (var channel in request.Channels) cbor.WriteArray(2).WriteText(channel.Obis.ToString()).WriteInteger(channel.Decimals);
            }
        }
        cbor.WriteArray(plan.Meters.Length);
        foreach (var meter in plan.Meters)
            cbor.WriteArray(4).WriteInteger(meter.Line).WriteText(meter.Address).WriteInteger(meter.TemplateIndex).WriteInteger(meter.Baud);
        return cbor.Written;
    }

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
