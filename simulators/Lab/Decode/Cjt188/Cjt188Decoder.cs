using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Cjt188;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Simulators.Lab.Decode.Cjt188;

/// <summary>CJ/T 188: the first good frame in the bytes, found by firmware's own scanner, and what it says.</summary>
public static class Cjt188Decoder
{
    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var scanner = new FrameScanner(new Cjt188Shape(), Cjt188Limits.ScanBytes, new int[FrameReject.Count], 0xFE);
        if (!Scan.First(scanner, bytes))
        {
            return Meaning.Bad(WhyNot(bytes));
        }

        byte[] frame = scanner.Bytes[scanner.FrameStart..(scanner.FrameStart + scanner.FrameLength)];
        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        int after = bytes.Length - scanner.NoiseBefore - scanner.Preamble - frame.Length;
        keys["meter_type"] = $"{frame[1]:X2}";
        keys["meter_kind"] = Kind(frame[1]);
        keys["address"] = Convert.ToHexString([.. frame[2..9].Reverse()]);
        keys["control"] = $"{frame[9]:X2}";
        keys["function"] = Function(frame[9]);
        keys["length"] = frame[10];
        keys["preamble_fe"] = scanner.Preamble;
        if (scanner.NoiseBefore > 0) keys["noise_before"] = scanner.NoiseBefore;
        if (after > 0) keys["bytes_after"] = after;
        Say(frame, keys);
        return meaning;
    }

    private static void Say(byte[] frame, JsonObject keys)
    {
        byte[] data = frame[11..^2];
        bool isAnswer = (frame[9] & 0x80) != 0;
        if (isAnswer && (frame[9] & 0x40) != 0 && frame[9] != 0xEA)
        {
            // SER and ST.
            if (data.Length > 0) keys["serial"] = data[0];
            if (data.Length > 1) keys["status"] = Convert.ToHexString(data, 1, data.Length - 1);
            return;
        }

        if (data.Length < 3)
        {
            if (data.Length > 0) keys["payload_hex"] = Convert.ToHexString(data);
            return;
        }

        bool lowFirst = IsIdentifier(data[1], data[0]) || !IsIdentifier(data[0], data[1]);
        keys["data_id"] = lowFirst ? $"{data[1]:X2}{data[0]:X2}" : $"{data[0]:X2}{data[1]:X2}";
        keys["data_id_order"] = lowFirst ? "low byte first" : "high byte first";
        keys["serial"] = data[2];
        var reading = new Cjt188Reading();
        if (frame[9] == 0x81 && (string?)keys["data_id"] == "901F" && reading.Read(data, 3, data.Length - 3))
        {
            Reading(reading, keys, Convert.ToHexString(data, data.Length - 2, 2));
        }
        else if (data.Length > 3)
        {
            keys["payload_hex"] = Convert.ToHexString(data, 3, data.Length - 3);
        }
    }

    private static void Reading(Cjt188Reading reading, JsonObject keys, string status)
    {
        var items = new JsonArray();
        for (int i = 0; i < reading.Count; i++)
        {
            var item = new JsonObject { ["name"] = reading.Name(i), ["value"] = reading.Has[i] ? Text(reading.Values[i], reading.Decimals(i)) : null };
            if (!reading.Has[i]) item["invalid"] = true;
            item["unit"] = reading.Unit(i) ?? $"unit {reading.Units[i]:X2}";
            items.Add(item);
        }

        int[] t = reading.Time;
        items.Add(new JsonObject
        {
            ["name"] = "meter time",
            ["value"] = reading.HasTime ? $"{t[6]:D2}{t[5]:D2}-{t[4]:D2}-{t[3]:D2} {t[2]:D2}:{t[1]:D2}:{t[0]:D2}" : null,
        });
        keys["items"] = items;
        keys["status"] = status;
        if (!reading.IsHeat)
        {
            keys["valve"] = reading.Valve switch { 0 => "open", 1 => "closed", 3 => "fault", _ => "reserved" };
            keys["battery_low"] = (reading.Status & 4) != 0;
        }

        if (reading.UnitFirst) keys["layout"] = "vendor: unit byte stands before each value";
    }

    private static string Text(long value, int decimals)
    {
        string digits = value.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static bool IsIdentifier(byte high, byte low) => (high, low) switch
    {
        (0x90, 0x1F) => true,
        (0xD1, >= 0x20 and <= 0x2B) => true,
        (0x81, >= 0x02 and <= 0x0A) => true,
        (0xA0, >= 0x10 and <= 0x19) => true,
        _ => false,
    };

    private static string Kind(byte type) => type switch
    {
        0x10 => "cold water",
        0x11 => "hot water",
        0x12 => "drinking water",
        0x13 => "reclaimed water",
        0x20 => "heat meter (heat)",
        0x21 => "heat meter (cold)",
        0x30 => "gas",
        0x40 => "electricity",
        0xAA => "any",
        _ => "unknown",
    };

    private static string Function(byte control) => control switch
    {
        0x2A or 0xAA => "valve (vendor)",
        _ => (control & 0x3F) switch
        {
            0x01 => "read_data",
            0x03 => "read_address",
            0x04 => "write_data",
            0x09 => "read_key_version",
            0x15 => "write_address",
            0x16 => "set_initial_value",
            _ => "unknown",
        },
    };

    private static string WhyNot(byte[] bytes)
    {
        string? reason = null;
        for (int at = 0; at < bytes.Length && reason is null; at++)
        {
            if (bytes[at] != 0x68) continue;
            int needs = bytes.Length - at < 11 ? 0 : Cjt188Limits.Overhead + bytes[at + 10];
            int has = bytes.Length - at;
            reason = has < 11 ? "truncated: the bytes end inside the header"
                : has < needs ? $"truncated: the length {bytes[at + 10]} needs {needs - has} more bytes"
                : bytes[at + needs - 1] != 0x16 ? $"end byte: {bytes[at + needs - 1]:X2} where 16 should be"
                : $"checksum: {bytes[at + needs - 2]:X2} where {(byte)bytes[at..(at + needs - 2)].Sum(b => b):X2} should be";
        }

        return reason ?? "no start: no 68";
    }
}
