using System.Globalization;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>A plan as a concentrator reads it (docs/uplink.md, plan), so that a command can carry it signed.</summary>
internal static class PlanMessage
{
    private const string Dlt645 = "dlt645-2007";

    /// <summary>Bytes that are left for a plan in a command: names, numbers and the code take the rest.</summary>
    private const int BytesMax = LinkLimits.CommandBytesMax - 256;

    /// <summary>[1, version, every, [template …], [meter …]]; null for one that is too long, or of another protocol.</summary>
    public static byte[]? Make(PlanVersion plan)
    {
        if (plan.Templates.Any(static template => template.Protocol != Dlt645)) return null;
        var cbor = new CborBuilder().Array(5).Number(1).Number(plan.Version).Number(plan.EveryS).Array(plan.Templates.Count);
        foreach (var template in plan.Templates)
        {
            cbor.Array(2).Number(0).Array(template.Reads.Count);
            foreach (var read in template.Reads)
            {
                cbor.Array(2).Number(uint.Parse(read.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Array(read.Channels.Count);
                foreach (var channel in read.Channels) cbor.Array(2).Text(channel.Obis).Number(channel.Decimals);
            }
        }
        cbor.Array(plan.Meters.Count);
        foreach (var meter in plan.Meters) cbor.Array(4).Number(meter.Line).Text(meter.Address).Number(meter.Template).Number(meter.Baud);
        var bytes = cbor.Bytes;
        return bytes.Length <= BytesMax ? bytes : null;
    }
}
