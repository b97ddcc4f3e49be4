using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>
/// An answer's values by its data identifier, from the table that firmware reads meters by. Null where the table does
/// not know the identifier or the payload has not its length: then the payload alone is the truth.
/// </summary>
internal static class Dlt645Items
{
    private const int TariffsMax = 63;
    private const int SettlementsMax = 12;

    private static readonly string[] _phases = ["total", "A", "B", "C"];

    private static readonly string[] _freezes =
    [
        "timed", "instantaneous", "zone table switch", "period table switch", "hourly", "tariff switch",
        "daily", "step switch", "8", "9", "10",
    ];

    public static JsonArray? Read(uint id, ReadOnlySpan<byte> payload)
    {
        var format = new Dlt645Format();
        if (payload.IsEmpty || !Dlt645Formats.Find(id, format))
        {
            return null;
        }

        if (format.Kind == Dlt645Kind.Profile)
        {
            return LoadProfile.Read(payload);
        }

        if (format.Kind == Dlt645Kind.FreezeBlock)
        {
            return FreezeBlock.Read(id, payload);
        }

        return Read(id, format, payload);
    }

    /// <summary>An answer's values by a format that was found; null where the payload has not its length.</summary>
    public static JsonArray? Read(uint id, Dlt645Format format, ReadOnlySpan<byte> payload)
    {
        if (format.Bytes == 0 || payload.IsEmpty)
        {
            return null;
        }

        int count = Math.DivRem(payload.Length, format.Bytes, out int rest);
        int countMax = format.TariffBlock ? TariffsMax + 1 : format.SettlementBlock ? SettlementsMax + 1 : format.Count == 0 ? count : format.Count;
        bool open = format.TariffBlock || format.SettlementBlock; // The meter says how many it has.
        if (rest != 0 || count > countMax || (!open && count != countMax))
        {
            return null;
        }

        if (format.Kind is Dlt645Kind.Span or Dlt645Kind.SpanAndEnergies or Dlt645Kind.Record)
        {
            return EventRecord.Read(id, format, payload);
        }

        var items = new JsonArray();
        for (int i = 0; i < count; i++)
        {
            var item = Item(format, i, payload.Slice(i * format.Bytes, format.Bytes));
            if (id >> 24 == 0x05) item["freeze"] = _freezes[(id >> 16) & 0xFF];
            if (id >> 16 is 0x020A or 0x020B) item["harmonic"] = format.Ordinal + i;
            else if (format.Ordinal > 0 && format.Kind != Dlt645Kind.Bits) item["record"] = format.Ordinal;
            items.Add(item);
        }

        return items;
    }

    /// <summary>The value of one identifier, for records that are made of such values.</summary>
    public static JsonObject Single(uint id, ref ReadOnlySpan<byte> bytes)
    {
        var format = new Dlt645Format();
        Dlt645Formats.Find(id, format);
        var item = Item(format, 0, bytes[..format.Bytes]);
        item.Remove("tariff");
        item.Remove("settlement");
        bytes = bytes[format.Bytes..];
        return item;
    }

    /// <summary>name, value, unit; invalid where the meter has no value; then what the value belongs to.</summary>
    private static JsonObject Item(Dlt645Format format, int index, ReadOnlySpan<byte> bytes)
    {
        bool word = format.Kind == Dlt645Kind.Bits && format.Ordinal > 0;
        string? value = Value(format, bytes);
        var item = new JsonObject { ["name"] = word ? $"{format.Name} {format.Ordinal + index}" : format.Name, ["value"] = value };
        if (format.Unit.Length > 0) item["unit"] = format.Unit;
        if (value is null) item["invalid"] = true;
        if (value is null && !BcdText.IsNoValue(bytes[..format.NumberBytes])) item["digits"] = BcdText.Digits(bytes[..format.NumberBytes]);
        if (format.Phase >= 0) item["phase"] = _phases[format.Phase + (format.PhaseBlock ? index : 0)];
        if (format.Tariff >= 0) item["tariff"] = format.Tariff + (format.TariffBlock ? index : 0);
        if (format.Settlement >= 0) item["settlement"] = format.Settlement + (format.SettlementBlock ? index : 0);
        if (value is not null && format.Kind == Dlt645Kind.Bits) item["bits"] = Bits(bytes);
        if (value is not null && format.Kind == Dlt645Kind.Date) item["weekday"] = bytes[0];
        if (format.Kind == Dlt645Kind.CountAndMinutes) item["minutes"] = BcdText.Number(bytes[format.NumberBytes..], 0, signed: false);
        if (format.Kind == Dlt645Kind.NumberAndMoment) item["occurred"] = BcdText.TimeOrNull(bytes[format.NumberBytes..]);
        return item;
    }

    /// <summary>A text value, null and invalid where the meter has none.</summary>
    public static JsonObject Named(string name, string? value)
    {
        var item = new JsonObject { ["name"] = name, ["value"] = value };
        if (value is null) item["invalid"] = true;
        return item;
    }

    private static string? Value(Dlt645Format format, ReadOnlySpan<byte> bytes)
    {
        if (BcdText.IsNoValue(bytes))
        {
            return null;
        }

        string digits = BcdText.Digits(bytes);
        return format.Kind switch
        {
            Dlt645Kind.Date => $"20{digits[..2]}-{digits[2..4]}-{digits[4..6]}",
            Dlt645Kind.Time => $"{digits[..2]}:{digits[2..4]}:{digits[4..]}",
            Dlt645Kind.Moment => BcdText.Time(bytes),
            Dlt645Kind.Text => Encoding.ASCII.GetString(Convert.FromHexString(digits)).Trim('\0', ' '),
            Dlt645Kind.Digits or Dlt645Kind.Bits => digits,
            _ => BcdText.Number(bytes[..format.NumberBytes], format.Decimals, format.HasSign),
        };
    }

    private static JsonArray Bits(ReadOnlySpan<byte> bytes)
    {
        var bits = new JsonArray();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (1 << (bit % 8))) != 0) bits.Add(bit);
        }

        return bits;
    }
}
