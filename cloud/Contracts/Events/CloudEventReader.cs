using System.Globalization;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads one event: CloudEvents' attributes, then the data by its type. Unknown attributes are extensions and are stepped over.</summary>
internal static class CloudEventReader
{
    private const uint AllSeen = 0xFF;

    public static CloudEvent? Read(ReadOnlyMemory<byte> bytes, out ContractFault? fault)
    {
        if (ReadAttributes(bytes, out fault) is not { } said) return null;
        var message = DataReader.Read(said.Type, said.Data, out fault);
        if (message is null) return null;
        fault = said.Against(message.Header);
        return fault is null ? new CloudEvent(said.Id, said.Gateway, said.Time, message) : null;
    }

    /// <summary>What can be relied upon of an event that <see cref="Read"/> refuses: null unless its attributes and its header are right and agree.</summary>
    public static RefusedHeader? ReadHeader(ReadOnlyMemory<byte> bytes) =>
        ReadAttributes(bytes, out _) is { } said && DataReader.ReadHeader(said.Data) is { } header && said.Against(header) is null
            ? new RefusedHeader(said.Gateway, said.Time, header)
            : null;

    private static EventAttributes? ReadAttributes(ReadOnlyMemory<byte> bytes, out ContractFault? fault)
    {
        var json = new StrictJson(bytes.Span);
        string id = "", source = "", type = "", subject = "", time = "";
        var data = ReadOnlyMemory<byte>.Empty;
        uint seen = 0;
        json.Start("event", JsonTokenType.StartObject);
        while (json.NextName())
        {
            if (json.Is("specversion"u8, ref seen, 0)) Expect(ref json, "specversion", CloudEventTypes.SpecVersion);
            else if (json.Is("id"u8, ref seen, 1)) json.Text("id", out id);
            else if (json.Is("source"u8, ref seen, 2)) json.Text("source", out source);
            else if (json.Is("type"u8, ref seen, 3)) json.Text("type", out type);
            else if (json.Is("subject"u8, ref seen, 4)) json.Text("subject", out subject);
            else if (json.Is("time"u8, ref seen, 5)) json.Text("time", out time);
            else if (json.Is("datacontenttype"u8, ref seen, 6)) Expect(ref json, "datacontenttype", "application/json");
            else if (json.Is("data"u8, ref seen, 7) && json.Skip(out var bounds)) data = bytes[bounds];
            else json.Skip(out _);
        }
        if (seen != AllSeen) json.Fail("event", $"lacks {Missing(seen)}");
        var received = default(DateTimeOffset);
        if (json.Fault is null && !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out received)) json.Fail("time", "not RFC 3339");
        if (json.Fault is null && !source.StartsWith(CloudEventTypes.SourcePrefix, StringComparison.Ordinal)) json.Fail("source", "not a gateway");
        fault = json.Fault;
        return fault is null ? new EventAttributes(id, source[CloudEventTypes.SourcePrefix.Length..], type, subject, received, data) : null;
    }

    private static void Expect(ref StrictJson json, string field, string value)
    {
        if (json.Text(field, out var text) && text != value) json.Fail(field, $"not {value}");
    }

    private static string Missing(uint seen)
    {
        string[] names = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"];
        return string.Join(", ", names.Where((_, bit) => (seen >> bit & 1) == 0));
    }
}
