using System.Text.Json;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads a SenML pack as JSON (RFC 8428) with names "meter:obis". Values are taken digit by digit, never through floating point.</summary>
internal static class SenmlDecoder
{
    /// <summary>Times below this are relative to now (RFC 8428, 4.5.3).</summary>
    private const long RelativeBelowS = 1L << 28;

    /// <summary>True when the payload can only be JSON: an envelope begins with 88, and 5B would begin a byte string.</summary>
    public static bool Looks(ReadOnlySpan<byte> payload) => payload.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];

    public static QuarantineReason Decode(
        ReadOnlySpan<byte> payload, ConcentratorId concentrator, RegistryState? registry, long receivedMs, ReadingsMessage message, List<MeterPoint> points)
    {
        if (payload.Length > RuntimeLimits.SenmlBytesMax) return QuarantineReason.TooLong;
        message.Header = new MessageHeader(concentrator, default, StreamId.Readings, 0, 0, 0, null, Xxh64.Hash(payload));
        try
        {
            var json = new Utf8JsonReader(payload);
            var fields = new SenmlFields();
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray) return QuarantineReason.BadSenml;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.StartObject || !fields.TryRead(ref json)) return QuarantineReason.BadSenml;
                if (!fields.HasRecord) continue; // Base fields alone, for the records that follow.
                if (registry is null) return QuarantineReason.UnknownPlan;
                var reason = Add(fields, concentrator, registry, receivedMs, message, points);
                if (reason != QuarantineReason.None) return reason;
            }
            return json.Read() || message.Entries.IsEmpty ? QuarantineReason.BadSenml : QuarantineReason.None;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return QuarantineReason.BadSenml; // No JSON, or a text that is no UTF-8.
        }
    }

    private static QuarantineReason Add(
        SenmlFields fields, ConcentratorId concentrator, RegistryState registry, long receivedMs, ReadingsMessage message, List<MeterPoint> points)
    {
        var name = (fields.BaseName + fields.Name).AsSpan();
        var colon = name.IndexOf(':');
        if (colon <= 0 || !Obis.TryParse(name[(colon + 1)..], out Obis obis)) return QuarantineReason.BadSenml;
        if (!registry.TryGetMeter(concentrator, name[..colon], out var point)) return QuarantineReason.UnknownMeter;

        var seconds = fields.BaseTime + fields.Time;
        if (decimal.Abs(seconds) > SenmlFields.TimeMaxS) return QuarantineReason.BadSenml;
        var atMs = (long)decimal.Floor(seconds * 1000) + (seconds < RelativeBelowS ? receivedMs : 0);
        var (slot, offset) = (Math.DivRem(atMs, 1000, out var rest), rest);

        var (value, converts) = Convert(fields, point.Template.Find(obis));
        if (!IsMore(message, point.Meter, slot, offset, obis))
        {
            message.AddEntry(point.Meter, slot, offset, false, default);
            points.Add(point);
        }
        if (!converts) message.Flag(message.Entries.Length - 1, QualityTable.UnitMismatch);
        message.AddValue(new ReadingValue(obis, value, true));
        return QuarantineReason.None;
    }

    /// <summary>The last entry is of the same meter and time, and does not hold the quantity yet.</summary>
    private static bool IsMore(ReadingsMessage message, MeterId meter, long slot, long offset, Obis obis)
    {
        if (message.Entries.IsEmpty) return false;
        ref readonly var last = ref message.Entries[^1];
        if (last.Meter != meter || last.Slot != slot || last.OffsetMs != offset) return false;
        foreach (ref readonly var value in message.ValuesOf(last))
            if (value.Obis == obis) return false;
        return true;
    }

    /// <summary>To the registry's unit where it has the channel; else energy to kWh and power to kW, as all other readings have them.</summary>
    private static (ExactDecimal Value, bool Converts) Convert(SenmlFields fields, Channel? channel)
    {
        var symbol = fields.Unit ?? fields.BaseUnit;
        if (symbol is null) return (fields.Value, true);
        if (Unit.Find(symbol) is not { } unit) return (fields.Value, false);
        var target = channel?.Unit ?? unit.Dimension switch
        {
            "energy" => Unit.Find("kWh")!,
            "power" => Unit.Find("kW")!,
            _ => unit,
        };
        return unit.TryConvert(fields.Value, target, out var converted) ? (converted, true) : (fields.Value, false);
    }
}
