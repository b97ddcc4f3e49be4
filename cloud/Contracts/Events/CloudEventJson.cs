using System.Text;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Writes one event with its data (docs/cloudlink.md).</summary>
internal static class CloudEventJson
{
    public static void Write(Utf8JsonWriter json, string source, Message message, DateTimeOffset received)
    {
        Span<byte> id = stackalloc byte[MessageHeader.IdBytesMax + QuarantineNotice.IdSuffix.Length];
        message.Header.TryFormatId(id, out var idLength);
        if (message is QuarantineNotice) idLength += Encoding.ASCII.GetBytes(QuarantineNotice.IdSuffix, id[idLength..]);
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, id[..idLength]);
        json.WriteString("source"u8, source);
        json.WriteString("type"u8, TypeOf(message));
        json.WriteString("subject"u8, message.Header.Concentrator.Text);
        json.WriteString("time"u8, received.UtcDateTime);
        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WritePropertyName("data"u8);
        WriteData(json, message, Range.All);
        json.WriteEndObject();
    }

    /// <summary>The data alone; of readings those entries that are asked for.</summary>
    public static void WriteData(Utf8JsonWriter json, Message message, Range entries)
    {
        json.WriteStartObject();
        WriteHeader(json, message.Header);
        switch (message)
        {
            case ReadingsMessage readings: WriteReadings(json, readings, entries); break;
            case EventMessage happened: WriteEvent(json, happened); break;
            case MoneyMessage money: WriteMoney(json, money); break;
            case QuarantineNotice notice: json.WriteString("reason"u8, notice.Reason); break;
        }
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> TypeOf(Message message) => message switch
    {
        ReadingsMessage => "wattline.readings.v1"u8,
        EventMessage => "wattline.events.v1"u8,
        QuarantineNotice => "wattline.quarantined.v1"u8,
        _ => "wattline.money.v1"u8,
    };

    private static void WriteHeader(Utf8JsonWriter json, in MessageHeader header)
    {
        Span<byte> hex = stackalloc byte[Epoch.TextLength];
        json.WriteString("concentrator"u8, header.Concentrator.Text);
        header.Epoch.TryFormat(hex, out _);
        if (header.IsSenml) json.WriteNull("epoch"u8); else json.WriteString("epoch"u8, hex);
        json.WriteString("stream"u8, header.Stream.Utf8Name());
        WriteNumber(json, "sequence"u8, header.IsSenml ? null : header.Sequence);
        WriteNumber(json, "boot"u8, header.IsSenml ? null : header.Boot);
        WriteNumber(json, "uptime_ms"u8, header.IsSenml ? null : header.UptimeMs);
        WriteNumber(json, "wall_ms"u8, header.WallMs);
        new Epoch(header.Hash).TryFormat(hex, out _);
        json.WriteString("hash"u8, hex);
    }

    private static void WriteReadings(Utf8JsonWriter json, ReadingsMessage message, Range entries)
    {
        WriteNumber(json, "plan"u8, message.Plan);
        json.WriteString("kind"u8, message.Kind.Utf8Name());
        WriteNumber(json, "slot"u8, message.Slot);
        json.WriteNumber("length"u8, message.LengthS);
        if (message.BeganMs is { } began)
        {
            json.WriteNumber("began_ms"u8, began);
            json.WriteNumber("every_s"u8, message.EveryS);
        }

        json.WriteStartArray("readings"u8);
        Span<byte> text = stackalloc byte[DomainLimits.ObisTextBytesMax];
        Span<byte> number = stackalloc byte[DomainLimits.DecimalTextBytesMax];
        foreach (ref readonly var entry in message.Entries[entries])
        {
            json.WriteStartObject();
            json.WriteString("meter"u8, entry.Meter.Text);
            json.WriteStartArray("quality"u8);
            var rest = entry.Quality;
            while (QualitySet.TryTake(ref rest, out var quality))
            {
                quality.Code.TryFormat(text, out var codeLength);
                json.WriteStringValue(text[..codeLength]);
            }
            json.WriteEndArray();
            if (message.Slot is null && message.BeganMs is null) json.WriteNumber("slot"u8, entry.Slot);
            json.WriteNumber("offset_ms"u8, entry.OffsetMs);
            json.WriteStartObject("values"u8);
            foreach (ref readonly var value in message.ValuesOf(entry))
            {
                value.Obis.TryFormat(text, out var obisLength);
                value.Value.TryFormat(number, out var numberLength);
                if (value.HasValue) json.WriteString(text[..obisLength], number[..numberLength]);
                else json.WriteNull(text[..obisLength]);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, EventMessage message)
    {
        json.WriteString("code"u8, message.Code);
        json.WriteString("subject"u8, message.Subject);
        json.WriteNumber("counter"u8, message.Counter);
        WriteNumber(json, "start_ms"u8, message.StartMs);
        json.WritePropertyName("detail"u8);
        if (message.Detail.IsEmpty) json.WriteNullValue();
        else json.WriteRawValue(message.Detail.Span, skipInputValidation: true);
    }

    private static void WriteMoney(Utf8JsonWriter json, MoneyMessage message)
    {
        json.WriteString("type"u8, message.Type.Utf8Name());
        json.WriteString("kiosk"u8, message.Kiosk);
        json.WriteNumber("session"u8, message.Session);
        json.WriteNumber("note"u8, message.Note);
        json.WriteString("account"u8, message.Account);
        json.WriteNumber("channel"u8, message.Channel);
        json.WriteNumber("value"u8, message.Value);
        json.WriteString("currency"u8, message.Currency);
        WriteNumber(json, "counter"u8, message.Counter);
        if (message.Record is null) return;
        json.WriteNumber("device"u8, message.Device);
        WriteNumber(json, "record"u8, message.Record);
        json.WritePropertyName("detail"u8);
        if (message.Detail.IsEmpty) json.WriteNullValue();
        else json.WriteRawValue(message.Detail.Span, skipInputValidation: true);
        json.WriteString("chain"u8, message.Chain);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
