namespace Wattline.Cloud.EventHubs.Entities;

/// <summary>What an address names: a hub, one of its partitions, or a partition as a consumer group sees it.</summary>
/// <param name="Hub">The hub's name.</param>
/// <param name="Group">The consumer group; null for a sender.</param>
/// <param name="Partition">The partition; null for any.</param>
public sealed record EntityPath(string Hub, string? Group, string? Partition)
{
    /// <summary>Takes an address apart: <c>hub</c>, <c>hub/Partitions/0</c>, <c>hub/ConsumerGroups/g/Partitions/0</c>, with or without a scheme and a host.</summary>
    /// <returns>Null when it is none of them.</returns>
    public static EntityPath? Parse(string address)
    {
        return Strip(address).Split('/') switch
        {
            [{ Length: > 0 } hub] => new(hub, null, null),
            [{ Length: > 0 } hub, var p, { Length: > 0 } partition] when Is(p, "Partitions") => new(hub, null, partition),
            [{ Length: > 0 } hub, var g, { Length: > 0 } group, var p, { Length: > 0 } partition] when Is(g, "ConsumerGroups") && Is(p, "Partitions") => new(hub, group, partition),
            _ => null,
        };
    }

    /// <summary>The path of an address: without scheme, host, port and outer slashes.</summary>
    public static string Strip(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            int slash = address.IndexOf('/', scheme + 3);
            address = slash < 0 ? "" : address[slash..];
        }
        return address.Trim('/');
    }

    private static bool Is(string part, string name) => part.Equals(name, StringComparison.OrdinalIgnoreCase);
}
