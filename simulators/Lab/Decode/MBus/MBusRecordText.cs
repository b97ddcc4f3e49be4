using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.MBus;

namespace Wattline.Simulators.Lab.Decode.MBus;

/// <summary>One record of an M-Bus telegram in words.</summary>
public static class MBusRecordText
{
    private static readonly string[] _functions = ["instantaneous", "maximum", "minimum", "value during error"];

    private static readonly string[] _types =
    [
        "none", "int8", "int16", "int24", "int32", "real32", "int48", "int64", "selection", "bcd2", "bcd4", "bcd6", "bcd8", "variable", "bcd12", "special",
    ];

    public static JsonObject Say(byte[] data, MBusReader record)
    {
        if (record.IsMakerData)
        {
            return new JsonObject
            {
                ["manufacturer_data"] = Convert.ToHexString(data, record.DataStart, record.DataLength),
                ["more_records_follow"] = record.HasMore,
            };
        }

        int valueStart = record.DataStart - (record.Variable >= 0 ? 1 : 0);
        var said = new JsonObject
        {
            ["dif_vif"] = Convert.ToHexString(data, record.Start, valueStart - record.Start),
            ["function"] = _functions[record.Function],
            ["storage"] = record.Storage,
            ["tariff"] = record.Tariff,
            ["subunit"] = record.Subunit,
            ["raw"] = Convert.ToHexString(data, record.DataStart, record.DataLength),
        };
        bool isMaker = record.Table == MBusVif.Primary && record.Code == MBusVif.Maker;
        string text = record.TextLength >= 0 ? Reversed(data, record.TextStart, record.TextLength) : "";
        if (record.TextLength >= 0) said["quantity"] = $"text: {text}";
        else if (record.Row >= 0) said["quantity"] = MBusVif.Quantity(record.Row);
        if (!isMaker && record.VifeCount > 0) said["vife"] = Vifes(data, record);
        said["type"] = _types[record.DataField];
        Value(data, record, said);
        string unit = record.TextLength >= 0 ? text : record.Row >= 0 ? MBusVif.Unit(record.Row, record.Code) : "";
        if (unit.Length > 0) said["unit"] = unit;
        return said;
    }

    private static void Value(byte[] data, MBusReader record, JsonObject said)
    {
        byte[] raw = data[record.DataStart..(record.DataStart + record.DataLength)];
        bool isTime = record.Table == MBusVif.Primary && record.TextLength < 0 && record.Code is MBusVif.Date or MBusVif.DateAndTime;
        if (isTime && Moment(raw) is { } moment)
        {
            said["value"] = moment;
        }
        else if (record.DataField == 5)
        {
            float number = BitConverter.ToSingle(raw);
            if (float.IsFinite(number)) said["value"] = Shifted(number.ToString("R", CultureInfo.InvariantCulture), record.Exponent);
            else said["invalid"] = "not a number";
        }
        else if (record.Variable is >= 0 and < 0xC0)
        {
            said["value"] = Reversed(raw, 0, raw.Length);
        }
        else if (record.Variable >= 0xE0)
        {
            said["value"] = Convert.ToHexString(raw);
        }
        else
        {
            int outcome = MBusValue.Read(data, record, 0, out long number);
            if (outcome == MBusValue.Ok) said["value"] = Shifted(number.ToString(CultureInfo.InvariantCulture), record.Exponent);
            else if (outcome == MBusValue.BadDigit) said["invalid"] = "not BCD";
            else if (outcome == MBusValue.TooLarge) said["value"] = Convert.ToHexString(raw);
            else said["value"] = null;
        }
    }

    private static JsonArray Vifes(byte[] data, MBusReader record)
    {
        var list = new JsonArray();
        for (int i = 0; i < record.VifeCount; i++)
        {
            int vife = data[record.VifeStart + i] & 0x7F;
            if (vife == MBusVif.Maker)
            {
                list.Add($"manufacturer extension {Convert.ToHexString(data, record.VifeStart + i + 1, record.VifeCount - i - 1)}");
                break;
            }

            list.Add(vife is >= 0x70 and <= 0x77 ? $"x10^{vife - 0x76}" : vife == 0x7D ? "x10^3" : $"{vife:X2}");
        }

        return list;
    }

    /// <summary>Types G, F and I of annex A, with "(invalid)" when the meter says so; null for another length.</summary>
    private static string? Moment(byte[] raw)
    {
        int at = raw.Length switch { 2 => 0, 4 => 2, 6 => 3, _ => -1 };
        if (at < 0)
        {
            return null;
        }

        int year = (raw[at] >> 5) | ((raw[at + 1] >> 4) << 3);
        string date = string.Create(CultureInfo.InvariantCulture, $"20{year:D2}-{raw[at + 1] & 0x0F:D2}-{raw[at] & 0x1F:D2}");
        return raw.Length switch
        {
            2 => date,
            4 => string.Create(CultureInfo.InvariantCulture, $"{date} {raw[1] & 0x1F:D2}:{raw[0] & 0x3F:D2}{((raw[0] & 0x80) != 0 ? " (invalid)" : "")}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{date} {raw[2] & 0x1F:D2}:{raw[1] & 0x3F:D2}:{raw[0] & 0x3F:D2}{((raw[1] & 0x80) != 0 ? " (invalid)" : "")}"),
        };
    }

    /// <summary>A decimal number, perhaps with an exponent of its own, times ten to a power; the decimals that it had stay.</summary>
    public static string Shifted(string number, int power)
    {
        int e = number.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            power += int.Parse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            number = number[..e];
        }

        string sign = number.StartsWith('-') ? "-" : "";
        number = number.TrimStart('-');
        int point = number.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : number.Length - point - 1;
        string digits = number.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        decimals += power < 0 ? -power : 0;
        digits += digits.Length > 0 && power > 0 ? new string('0', power) : "";
        if (decimals == 0)
        {
            return digits.Length == 0 ? "0" : sign + digits;
        }

        digits = digits.PadLeft(decimals + 1, '0');
        return $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static string Reversed(byte[] bytes, int at, int count)
    {
        var text = new StringBuilder();
        for (int i = count - 1; i >= 0; i--)
        {
            text.Append((char)bytes[at + i]);
        }

        return text.ToString();
    }
}
