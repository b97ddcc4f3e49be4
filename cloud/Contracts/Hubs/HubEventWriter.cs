using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Writes messages as events for a hub (docs/cloudlink.md, over Event Hubs): one message is one event, or parts of it. Keeps its memory; events have their own.</summary>
public sealed class HubEventWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _data = new(64 * 1024);
    private readonly MemoryStream _packed = new();
    private readonly Utf8JsonWriter _json;
    private readonly string _source;

    /// <summary>Writes in the name of a gateway.</summary>
    public HubEventWriter(string gateway)
    {
        _source = CloudEventTypes.SourcePrefix + gateway;
        _json = new Utf8JsonWriter(_data, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>The key that decides the partition: a concentrator's events come in the order in which they were sent.</summary>
    public static string PartitionKeyOf(Message message) => message.Header.Concentrator.Text;

    /// <summary>Writes a message.</summary>
    /// <param name="message">What to write.</param>
    /// <param name="received">When the gateway received it.</param>
    /// <param name="events">Where its events are added, parts in their order.</param>
    /// <returns>False when it is larger than a hub's event may be and cannot be divided; nothing was added then.</returns>
    public bool TryWrite(Message message, DateTimeOffset received, ICollection<HubEvent> events)
    {
        var id = message.Header.FormatId() + (message is QuarantineNotice ? QuarantineNotice.IdSuffix : "");
        var time = received.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        if (message is not ReadingsMessage readings || HubParts.Count(readings.Entries) is not (> 1 and var count))
        {
            if (Write(message, Range.All, id, time, null) is not { } whole) return false;
            events.Add(whole);
            return true;
        }
        if (count > CloudLinkLimits.HubPartsMax) return false;
        var parts = new HubEvent[count];
        for (int index = 0, first = 0; index < count; index++)
        {
            var end = HubParts.EndOf(readings.Entries, first);
            if (Write(message, first..end, id, time, new MessagePart(index, count)) is not { } part) return false;
            (parts[index], first) = (part, end);
        }
        foreach (var part in parts) events.Add(part);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _packed.Dispose();
    }

    private HubEvent? Write(Message message, Range entries, string id, string time, MessagePart? part)
    {
        _data.ResetWrittenCount();
        _json.Reset();
        CloudEventJson.WriteData(_json, message, entries);
        _json.Flush();
        if (_data.WrittenCount > CloudLinkLimits.HubDataBytesMax) return null;
        var packed = HubGzip.Pack(_data.WrittenSpan, _packed);
        if ((packed?.Length ?? _data.WrittenCount) > CloudLinkLimits.HubBodyBytesMax) return null;
        List<KeyValuePair<string, string?>> properties =
        [
            new(HubEventNames.SpecVersion, CloudEventTypes.SpecVersion),
            new(HubEventNames.Id, part is { } numbered ? string.Create(CultureInfo.InvariantCulture, $"{id}/{numbered.Index}") : id),
            new(HubEventNames.Source, _source),
            new(HubEventNames.Type, CloudEventTypes.Of(message)),
            new(HubEventNames.Time, time),
            new(HubEventNames.Subject, message.Header.Concentrator.Text),
        ];
        if (part is { } one)
        {
            properties.Add(new(HubEventNames.PartIndex, one.Index.ToString(CultureInfo.InvariantCulture)));
            properties.Add(new(HubEventNames.PartCount, one.Count.ToString(CultureInfo.InvariantCulture)));
        }
        return new HubEvent(properties, HubEventNames.ContentType, packed is null ? null : HubEventNames.Gzip, packed ?? _data.WrittenSpan.ToArray());
    }
}
