using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Down;

public static partial class DownMessages
{
    private const ulong PlanOfSlots = 1;
    private const ulong PlanOfTasks = 2;
    private const int EvenParity = 2;

    /// <summary>
    /// [1, version, every, [template …], [meter …]], which every firmware takes, where that says it all; else
    /// [2, version, every, horizon, [template …], [meter …]].
    /// </summary>
    public static ReadOnlyMemory<byte> Plan(Plan plan)
    {
        var hasTasks = plan.HorizonDays > 0 || plan.Templates.Any(static template => template.Protocol != Template.Dlt645 || template.Tasks.Count > 0)
            || plan.Meters.Any(static meter => meter.Parity != EvenParity);
        var cbor = new CborWriter().WriteArray(hasTasks ? 6 : 5).WriteUnsigned(hasTasks ? PlanOfTasks : PlanOfSlots)
            .WriteInteger(plan.Version).WriteInteger(plan.EveryS);
        if (hasTasks) cbor.WriteInteger(plan.HorizonDays);
        cbor.WriteArray(plan.Templates.Length);
        foreach (var template in plan.Templates)
        {
            cbor.WriteArray(hasTasks ? 3 : 2).WriteInteger(template.Protocol);
            Write(cbor, template.Requests);
            if (!hasTasks) continue;
            cbor.WriteArray(template.Tasks.Count);
            foreach (var task in template.Tasks) Write(cbor, task);
        }
        cbor.WriteArray(plan.Meters.Length);
        foreach (var meter in plan.Meters)
        {
            cbor.WriteArray(hasTasks ? 6 : 4).WriteInteger(meter.Line).WriteText(meter.Address).WriteInteger(meter.TemplateIndex).WriteInteger(meter.Baud);
            if (hasTasks) cbor.WriteInteger(meter.Parity).WriteInteger(meter.ZoneMinutes);
        }
        return cbor.Written;
    }

    /// <summary>[type, when, depth, [read …], code]</summary>
    private static void Write(CborWriter cbor, MeterTask task)
    {
        cbor.WriteArray(5).WriteInteger((int)task.Type).WriteInteger(task.When).WriteInteger(task.Depth);
        Write(cbor, task.Requests);
        if (task.Code is null) cbor.WriteNull();
        else cbor.WriteText(task.Code);
    }

    /// <summary>[[identifier, [[obis, decimals] …]] …]</summary>
    private static void Write(CborWriter cbor, IReadOnlyList<Request> requests)
    {
        cbor.WriteArray(requests.Count);
        foreach (var request in requests)
        {
            cbor.WriteArray(2);
            if (request.Tag is { } tag) cbor.WriteBytes(tag);
            else cbor.WriteUnsigned(request.Identifier);
            cbor.WriteArray(request.Channels.Count);
            foreach (var channel in request.Channels) cbor.WriteArray(2).WriteText(channel.Obis.ToString()).WriteInteger(channel.Decimals);
        }
    }
}
