using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Events;

/// <summary>An event to be sent.</summary>
public sealed record EventData
{
    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Names the event; null: nothing.</summary>
    public string? MessageId { get; init; }

    /// <summary>What it belongs to; null: nothing.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>RFC 2046 type of the content; null: nothing.</summary>
    public string? ContentType { get; init; }

    /// <summary>Coding of the content, gzip for instance; null: none.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Application properties, in their order. CloudEvents' attributes go here.</summary>
    public IReadOnlyList<KeyValuePair<string, AmqpValue>> Properties { get; init; } = [];
}
