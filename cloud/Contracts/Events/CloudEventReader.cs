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
        if (fault is not null) return null;

        var message = DataReader.Read(type, data, out fault);
        if (message is null) return null;
        if (message.Header.FormatId() + (message is QuarantineNotice ? QuarantineNotice.IdSuffix : "") != id) json.Fail("id", "says something else than the data");
        if (message.Header.Concentrator.Text != subject) json.Fail("subject", "says something else than the data");
        fault = json.Fault;
        return fault is null ? new CloudEvent(id, source[CloudEventTypes.SourcePrefix.Length..], received, message) : null;
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
