using System.Globalization;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>A plan as a concentrator reads it (docs/uplink.md, plan, format 2), so that a command can carry it signed.</summary>
internal static class PlanMessage
{
    /// <summary>By their numbers on the wire.</summary>
    private static readonly string[] _protocols = ["dlt645-2007", "dlt645-1997", "modbus-rtu", "cjt188", "mbus", "dlms-hdlc", "iec62056-21", "dlt698-45"];

    /// <summary>From this one on identifiers are byte strings.</summary>
    private const int FirstOfTags = 2;

    private const int EvenParity = 2;

    /// <summary>Bytes that are left for a plan in a command: names, numbers and the code take the rest.</summary>
    private const int BytesMax = LinkLimits.CommandBytesMax - 256;

    private static readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal)
    {
        ["daily"] = 1,
        ["hourly"] = 2,
        ["profile"] = 3,
        ["settlement"] = 4,
        ["demand"] = 5,
        ["events"] = 6,
        ["clock"] = 8,
    };

    /// <summary>[2, version, every, horizon, [template …], [meter …]]; null for one that is too long, or of a protocol or a task that is not known.</summary>
    public static byte[]? Make(PlanVersion plan)
    {
        if (plan.Templates.Any(static template => !_protocols.Contains(template.Protocol) || (template.Tasks ?? []).Any(static task => !_tasks.ContainsKey(task.Type)))) return null;
        var cbor = new CborBuilder().Array(6).Number(2).Number(plan.Version).Number(plan.EveryS).Number(plan.HorizonDays ?? 0).Array(plan.Templates.Count);
        foreach (var template in plan.Templates)
        {
            var protocol = Array.IndexOf(_protocols, template.Protocol);
            cbor.Array(3).Number(protocol);
            Reads(cbor, template.Reads, protocol >= FirstOfTags);
            cbor.Array(template.Tasks?.Count ?? 0);
            foreach (var task in template.Tasks ?? [])
            {
                cbor.Array(5).Number(_tasks[task.Type]).Number(task.When).Number(task.Depth);
                Reads(cbor, task.Reads, protocol >= FirstOfTags);
                if (task.Code is null) cbor.Null();
                else cbor.Text(task.Code);
            }
        }
        cbor.Array(plan.Meters.Count);
        foreach (var meter in plan.Meters)
            cbor.Array(6).Number(meter.Line).Text(meter.Address).Number(meter.Template).Number(meter.Baud).Number(meter.Parity ?? EvenParity).Number(meter.ZoneMinutes ?? 0);
        var bytes = cbor.Bytes;
        return bytes.Length <= BytesMax ? bytes : null;
    }

    private static void Reads(CborBuilder cbor, IReadOnlyList<PlanRead> reads, bool areTags)
    {
        cbor.Array(reads.Count);
        foreach (var read in reads)
        {
            cbor.Array(2);
            if (areTags) cbor.Bytestring(Convert.FromHexString(read.Id));
            else cbor.Number(uint.Parse(read.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            cbor.Array(read.Channels.Count);
            foreach (var channel in read.Channels) cbor.Array(2).Text(channel.Obis).Number(channel.Decimals);
        }
    }
}
