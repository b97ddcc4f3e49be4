using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads the data of an event: what the envelope said, then the fields of its type.</summary>
internal static class DataReader
{
    /// <summary>What the fields of the envelope are counted from; a type's own fields follow.</summary>
    public const int FirstOwnBit = 8;

    private static readonly string[] _headerFields = ["concentrator", "epoch", "stream", "sequence", "boot", "uptime_ms", "wall_ms", "hash"];

    public static Message? Read(string type, ReadOnlyMemory<byte> data, out ContractFault? fault)
    {
        var json = new StrictJson(data.Span);
        IDataFields? fields = type switch
        {
            CloudEventTypes.Readings => new ReadingsFields(),
            CloudEventTypes.Events => new EventFields(data),
            CloudEventTypes.Money => new MoneyFields(data),
            CloudEventTypes.Quarantined => new QuarantinedFields(),
            _ => null,
        };
        if (fields is null)
        {
            fault = new ContractFault("type", "unknown");
            return null;
        }
        var header = default(MessageHeader);
        uint seen = 0;
        json.Start("data", JsonTokenType.StartObject);
        while (json.NextName())
            if (!TryReadHeader(ref json, ref seen, ref header) && !fields.TryRead(ref json, ref seen)) json.Unknown("data.");
        var told = seen | fields.Optional;
        if (told != (1u << FirstOwnBit + fields.Names.Count) - 1)
            json.Fail("data", $"lacks {string.Join(", ", _headerFields.Concat(fields.Names).Where((_, bit) => (told >> bit & 1) == 0))}");
        if (json.Fault is null && fields.Stream is { } own && header.Stream != own) json.Fail("data.stream", "not the type's");
        if (json.Fault is null && header.IsSenml && header.Stream != StreamId.Readings) json.Fail("data.sequence", "null");
        fields.Message.Header = header;
        if (json.Fault is null) fields.Check(ref json);
        fault = json.Fault;
        return fault is null ? fields.Message : null;
    }

    /// <summary>Reads what the envelope said and steps over the rest; null unless all of it is there and right.</summary>
    public static MessageHeader? ReadHeader(ReadOnlyMemory<byte> data)
    {
        var json = new StrictJson(data.Span);
        var header = default(MessageHeader);
        uint seen = 0;
        json.Start("data", JsonTokenType.StartObject);
        while (json.NextName())
            if (!TryReadHeader(ref json, ref seen, ref header)) json.Skip(out _);
        return json.Fault is null && seen == (1u << FirstOwnBit) - 1 ? header : null;
    }

    private static bool TryReadHeader(ref StrictJson json, ref uint seen, ref MessageHeader header)
    {
        if (json.Is("concentrator"u8, ref seen, 0))
        {
            if (!json.Text("data.concentrator", out var text)) return true;
            if (ConcentratorId.TryParse(text, out var concentrator)) header = header with { Concentrator = concentrator };
            else json.Fail("data.concentrator", "not a concentrator's name");
        }
        else if (json.Is("epoch"u8, ref seen, 1))
        {
            json.HexOrNull("data.epoch", out var epoch);
            header = header with { Epoch = new Epoch(epoch ?? 0) };
        }
        else if (json.Is("stream"u8, ref seen, 2))
        {
            if (!json.Word("data.stream", out var name)) return true;
            if (StreamNames.TryParse(name, out var stream)) header = header with { Stream = stream };
            else json.Fail("data.stream", "unknown");
        }
        else if (json.Is("sequence"u8, ref seen, 3))
        {
            json.IntegerOrNull("data.sequence", 1, long.MaxValue, out var sequence);
            header = header with { Sequence = sequence ?? 0 };
        }
        else if (json.Is("boot"u8, ref seen, 4))
        {
            json.IntegerOrNull("data.boot", 0, long.MaxValue, out var boot);
            header = header with { Boot = boot ?? 0 };
        }
        else if (json.Is("uptime_ms"u8, ref seen, 5))
        {
            json.IntegerOrNull("data.uptime_ms", 0, long.MaxValue, out var uptime);
            header = header with { UptimeMs = uptime ?? 0 };
        }
        else if (json.Is("wall_ms"u8, ref seen, 6))
        {
            json.IntegerOrNull("data.wall_ms", long.MinValue, long.MaxValue, out var wall);
            header = header with { WallMs = wall };
        }
        else if (json.Is("hash"u8, ref seen, 7))
        {
            json.Hex("data.hash", out var hash);
            header = header with { Hash = hash };
        }
        else return false;
        return true;
    }
}
