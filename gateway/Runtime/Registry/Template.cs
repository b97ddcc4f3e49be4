using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>What is read from meters of a kind.</summary>
public sealed class Template
{
    /// <summary>Protocol 0: DL/T 645-2007.</summary>
    public const int Dlt645 = 0;

    /// <summary>The protocols by their names on the cloud link; a protocol's place is its number on the wire.</summary>
    public static readonly IReadOnlyList<string> Protocols =
        ["dlt645-2007", "dlt645-1997", "modbus-rtu", "cjt188", "mbus", "dlms-hdlc", "iec62056-21", "dlt698-45"];

    /// <summary>Puts the requests' channels in one row, as entries have them.</summary>
    public Template(int protocol, IReadOnlyList<Request> requests, IReadOnlyList<MeterTask>? tasks = null)
    {
        Protocol = protocol;
        Requests = requests;
        Tasks = tasks ?? [];
        Channels = [.. requests.SelectMany(static request => request.Channels)];
    }

    /// <summary>The protocol's number on the wire (docs/uplink.md, plan).</summary>
    public int Protocol { get; }

    /// <summary>The questions, in order.</summary>
    public IReadOnlyList<Request> Requests { get; }

    /// <summary>What is read from its memory, by the index of readings.</summary>
    public IReadOnlyList<MeterTask> Tasks { get; }

    /// <summary>All channels of a slot, in the order of an entry's values.</summary>
    public Channel[] Channels { get; }

    /// <summary>The channel of a quantity, or null.</summary>
    public Channel? Find(Obis obis)
    {
        foreach (var channel in Channels)
            if (channel.Obis == obis) return channel;
        foreach (var task in Tasks)
            foreach (var channel in task.Channels)
                if (channel.Obis == obis) return channel;
        return null;
    }
}
