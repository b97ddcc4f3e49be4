using System.Globalization;
using System.Text;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads an event that came over a hub, strictly. Properties that are not CloudEvents' own are stepped over: clients and proxies add theirs.</summary>
public static class HubEventReader
{
    private static readonly string[] _required = [HubEventNames.SpecVersion, HubEventNames.Id, HubEventNames.Source, HubEventNames.Type, HubEventNames.Time, HubEventNames.Subject];
    private static readonly string[] _known = [.. _required, HubEventNames.PartIndex, HubEventNames.PartCount];

    /// <summary>Reads an event.</summary>
    /// <param name="carried">As it came; what is read may refer to its memory.</param>
    /// <returns>Its meaning or its fault; as its JSON the data, or the body where that cannot be made of it.</returns>
    public static ReceivedEvent Read(HubEvent carried)
    {
        var data = Inflate(carried, out var fault);
        if (data is not { } json) return new ReceivedEvent(carried.Body, null, fault);
        try
        {
            if (Attributes(carried, json, out fault) is not { } said) return new ReceivedEvent(json, null, fault);
            fault = WellFormed(json.Span);
            var message = fault is null ? DataReader.Read(said.Type, json, out fault) : null;
            fault ??= said.Against(message!.Header);
            return fault is null
                ? new ReceivedEvent(json, new CloudEvent(said.Id, said.Gateway, said.Time, message!, said.Part), null)
                : new ReceivedEvent(json, null, fault, HeaderOf(said), said.Part);
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader says so of a string that is no UTF-8, when its text is asked for.
            return new ReceivedEvent(json, null, new ContractFault("data", "a text that is not UTF-8"));
        }
    }

    /// <summary>The body's size comes first, then its encoding: nothing is inflated of what is refused by its size.</summary>
    private static ReadOnlyMemory<byte>? Inflate(HubEvent carried, out ContractFault? fault)
    {
        fault = carried.Body.Length > CloudLinkLimits.HubBodyBytesMax ? new ContractFault("body", $"more than {CloudLinkLimits.HubBodyBytesMax} bytes")
            : !HubEventNames.ContentType.Equals(carried.ContentType, StringComparison.OrdinalIgnoreCase) ? new ContractFault("content-type", $"not {HubEventNames.ContentType}")
            : null;
        if (fault is not null) return null;
        if (string.IsNullOrEmpty(carried.ContentEncoding)) return carried.Body;
        if (HubEventNames.Gzip.Equals(carried.ContentEncoding, StringComparison.OrdinalIgnoreCase)) return HubGzip.Unpack(carried.Body, out fault);
        fault = new ContractFault("content-encoding", $"not {HubEventNames.Gzip}");
        return null;
    }

    private static EventAttributes? Attributes(HubEvent carried, ReadOnlyMemory<byte> data, out ContractFault? fault)
    {
        var texts = new string?[_known.Length];
        foreach (var (name, text) in carried.Properties)
        {
            var place = Array.IndexOf(_known, name);
            if (place < 0) continue;
            if (texts[place] is not null) return Wrong(name, "stands twice", out fault);
            if (text is null) return Wrong(name, "not a text", out fault);
            if (text.Length > CloudLinkLimits.TextBytesMax || Encoding.UTF8.GetByteCount(text) > CloudLinkLimits.TextBytesMax) return Wrong(name, "too long", out fault);
            texts[place] = text;
        }
        if (_required.Where((_, place) => texts[place] is null).ToList() is { Count: > 0 } missing) return Wrong("event", $"lacks {string.Join(", ", missing)}", out fault);
        if (texts is not [var version, { } id, { } source, { } type, { } time, { } subject, var index, var count] || version != CloudEventTypes.SpecVersion)
            return Wrong(HubEventNames.SpecVersion, $"not {CloudEventTypes.SpecVersion}", out fault);
        if (!source.StartsWith(CloudEventTypes.SourcePrefix, StringComparison.Ordinal)) return Wrong(HubEventNames.Source, "not a gateway", out fault);
        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var received)) return Wrong(HubEventNames.Time, "not RFC 3339", out fault);
        if (!TryPart(index, count, out var part)) return Wrong(HubEventNames.PartIndex, "not a part's number and how many there are", out fault);
        if (part is not null && type != CloudEventTypes.Readings) return Wrong(HubEventNames.PartIndex, "only readings have parts", out fault);
        fault = null;
        return new EventAttributes(id, source[CloudEventTypes.SourcePrefix.Length..], type, subject, received, data, part);
    }

    private static bool TryPart(string? index, string? count, out MessagePart? part)
    {
        part = null;
        if (index is null && count is null) return true;
        if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var all)
            || all is < 2 or > CloudLinkLimits.HubPartsMax || number >= all) return false;
        part = new MessagePart(number, all);
        return true;
    }

    /// <summary>Fields are read from JSON that is known to be well formed, and nothing follows it.</summary>
    private static ContractFault? WellFormed(ReadOnlySpan<byte> data)
    {
        try
        {
            var json = new Utf8JsonReader(data);
            json.Read();
            json.Skip();
            json.Read(); // Nothing but white space may follow: anything else throws.
            return null;
        }
        catch (JsonException wrong)
        {
            return new ContractFault("data", $"no JSON at byte {wrong.BytePositionInLine} of line {wrong.LineNumber}");
        }
    }

    /// <summary>What is certain of an event whose content is refused.</summary>
    private static RefusedHeader? HeaderOf(EventAttributes said)
    {
        try
        {
            return DataReader.ReadHeader(said.Data) is { } header && said.Against(header) is null ? new RefusedHeader(said.Gateway, said.Time, header) : null;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    private static EventAttributes? Wrong(string field, string reason, out ContractFault? fault)
    {
        fault = new ContractFault(field, reason);
        return null;
    }
}
