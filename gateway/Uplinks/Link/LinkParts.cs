using Wattline.Cloud.Contracts;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>What the link is plugged into.</summary>
public sealed record LinkParts
{
    /// <summary>Gateways of one name share a broker and its concentrators; a gateway with its own front door says its own name.</summary>
    public required string Group { get; init; }

    /// <summary>The tag of the registry in use; null without one, or when it is to be told anew.</summary>
    public string? Held { get; init; }

    /// <summary>Where a newer registry goes.</summary>
    public required RegistryPort Registry { get; init; }

    /// <summary>Given the bytes of a newer registry, to keep a copy.</summary>
    public required Action<ReadOnlyMemory<byte>> Keep { get; init; }

    /// <summary>Commands.</summary>
    public required CommandOutbox Outbox { get; init; }

    /// <summary>Results.</summary>
    public required ResultLane Results { get; init; }

    /// <summary>The way to concentrators.</summary>
    public required IDownPort Down { get; init; }

    /// <summary>Asks concentrators for what the cloud has not got: all open requests, again and again; paces them itself.</summary>
    public required Action<IReadOnlyList<ReplayRequest>, long> Replay { get; init; }

    /// <summary>Is told that another gateway holds a concentrator.</summary>
    public Action<LinkWithdrawn>? Withdrawn { get; init; }

    /// <summary>Is told what of a registry cannot be used.</summary>
    public Action<string>? Faulty { get; init; }
}
