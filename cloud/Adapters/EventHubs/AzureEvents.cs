using System.Globalization;
using Azure.Messaging.EventHubs;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Adapters.EventHubs;

/// <summary>The SDK's events as the port's.</summary>
internal static class AzureEvents
{
    /// <summary>An event. The SDK does not give its bytes as they came, so what is kept of one that cannot be decoded is its content.</summary>
    public static PartitionEvent Of(EventData source)
    {
        long? sequence = source.SequenceNumber == long.MinValue ? null : source.SequenceNumber;
        var message = source.GetRawAmqpMessage();
        if (!message.Body.TryGetData(out var parts)) return new PartitionEvent(sequence, source.OffsetString, source.EnqueuedTime, null, "no data section", default);
        var pieces = parts!.ToList();
        ReadOnlyMemory<byte> body = pieces is [var one] ? one : pieces.SelectMany(static piece => piece.ToArray()).ToArray();
        var properties = source.Properties.Select(static property => KeyValuePair.Create(property.Key, TextOf(property.Value)));
        return new PartitionEvent(sequence, source.OffsetString, source.EnqueuedTime, new HubEvent([.. properties], source.ContentType, message.Properties.ContentEncoding, body), null, body);
    }

    /// <summary>CloudEvents' time may be a timestamp (AMQP binding, 2.2.2).</summary>
    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        _ => null,
    };
}
