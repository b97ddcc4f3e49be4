using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>What is read from meters of a kind.</summary>
public sealed class Template
{
    /// <summary>Protocol 0: DL/T 645-2007.</summary>
    public const int Dlt645 = 0;

    /// <summary>Puts the requests' channels in one row, as entries have them.</summary>
    public Template(int protocol, IReadOnlyList<Request> requests)
    {
        Protocol = protocol;
        Requests = requests;
        Channels = [.. requests.SelectMany(static request => request.Channels)];
    }

    /// <summary>The protocol's number on the wire (docs/uplink.md, plan).</summary>
    public int Protocol { get; }

    /// <summary>The questions, in order.</summary>
    public IReadOnlyList<Request> Requests { get; }

    /// <summary>All channels, in the order of an entry's values.</summary>
    public Channel[] Channels { get; }

    /// <summary>The channel of a quantity, or null.</summary>
    public Channel? Find(Obis obis)
    {
        foreach (var channel in Channels)
            if (channel.Obis == obis) return channel;
        return null;
    }
}
