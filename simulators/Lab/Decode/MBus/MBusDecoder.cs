using System.Globalization;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.MBus;

namespace Wattline.Simulators.Lab.Decode.MBus;

/// <summary>Wired M-Bus: one frame of EN 13757-2, and the records of EN 13757-3 in it.</summary>
public static class MBusDecoder
{
    private static readonly string[] _media =
    [
        "other", "oil", "electricity", "gas", "heat (outlet)", "steam", "warm water", "water", "heat cost allocator", "compressed air",
        "cooling (outlet)", "cooling (inlet)", "heat (inlet)", "heat/cooling", "bus/system", "unknown",
    ];

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0)
        {
            return Meaning.Bad("no start: no bytes");
        }

        int length = new MBusShape().Weigh(bytes, 0, bytes.Length, out int reason);
        if (length < 0)
        {
            return Meaning.Bad(WhyNot(bytes, length, reason));
        }

        if (length < bytes.Length)
        {
            return Meaning.Bad($"too long: {bytes.Length} bytes where the length field says {length}");
        }

        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        keys["frame"] = length switch { 1 => "ack", 5 => "short", 9 => "control", _ => "long" };
        if (length == 1)
        {
            return meaning;
        }

        int at = length == 5 ? 1 : 4;
        keys["control"] = $"{bytes[at]:X2}";
        keys["address"] = bytes[at + 1];
        if (length == 5)
        {
            return meaning;
        }

        keys["ci"] = $"{bytes[6]:X2}";
        string? fault = Data(bytes[7..^2], bytes[6], keys);
        return fault is null ? meaning : Meaning.Bad(fault);
    }

    private static string? Data(byte[] data, int ci, JsonObject keys)
    {
        switch (ci)
        {
            case 0x70:
                keys["application_error"] = data.Length > 0 ? data[0] : null;
                return null;
            case 0x72 when data.Length < 12:
                return $"bad content: header of a variable answer is cut: {data.Length} of 12 bytes";
            case 0x72:
                keys["id"] = Convert.ToHexString([.. data[..4].Reverse()]);
                keys["manufacturer"] = Maker(data[4] | (data[5] << 8));
                keys["version"] = data[6];
                keys["medium_code"] = $"{data[7]:X2}";
                keys["medium"] = Medium(data[7]);
                Short(data, 8, keys);
                return Enciphered(data, 12, keys) ? null : Records(data, 12, keys);
            case 0x7A when data.Length < 4:
                return $"bad content: header of a variable answer is cut: {data.Length} of 4 bytes";
            case 0x7A:
                Short(data, 0, keys);
                return Enciphered(data, 4, keys) ? null : Records(data, 4, keys);
            case 0x78:
                return Records(data, 0, keys);
            case 0x73 when data.Length != 16:
                return $"bad content: fixed answer must have 16 data bytes, has {data.Length}";
            case 0x73:
                Fixed(data, keys);
                return null;
            default:
                if (data.Length > 0) keys["data"] = Convert.ToHexString(data);
                return null;
        }
    }

    private static bool Enciphered(byte[] data, int at, JsonObject keys)
    {
        if (!MBusReader.IsEnciphered(data, at - 2)) return false;
        keys["encryption"] = $"mode {data[at - 1] & 0x1F}";
        keys["ciphered"] = Convert.ToHexString(data, at, data.Length - at);
        return true;
    }

    private static void Short(byte[] data, int at, JsonObject keys)
    {
        keys["access_no"] = data[at];
        keys["status"] = $"{data[at + 1]:X2}";
        keys["signature"] = $"{data[at + 3]:X2}{data[at + 2]:X2}";
    }

    private static void Fixed(byte[] data, JsonObject keys)
    {
        bool binary = (data[5] & 1) != 0;
        string[] counters = [Counter(8), Counter(12)];
        keys["id"] = Convert.ToHexString([.. data[..4].Reverse()]);
        keys["access_no"] = data[4];
        keys["status"] = $"{data[5]:X2}";
        keys["medium_unit"] = Convert.ToHexString(data, 6, 2);
        keys["counter1"] = counters[0];
        keys["counter2"] = counters[1];
        keys["counter_coding"] = binary ? "binary" : "bcd";
        keys["counters"] = new JsonArray([.. counters.Select(c => (JsonNode?)Number(c))]);

        string Counter(int at) => Convert.ToHexString([.. data[at..(at + 4)].Reverse()]);

        string? Number(string counter) => binary
            ? int.Parse(counter, NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : counter.All(char.IsAsciiDigit) ? long.Parse(counter, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string? Records(byte[] data, int at, JsonObject keys)
    {
        var records = new JsonArray();
        var reader = new MBusReader();
        reader.Begin(data, at, data.Length - at);
        while (reader.Next())
        {
            records.Add(MBusRecordText.Say(data, reader));
        }

        keys["records"] = records;
        return reader.Fault == MBusFault.None ? null : $"bad content: {MBusFault.Name(reader.Fault)}";
    }

    private static string Maker(int code) =>
        new([(char)(((code >> 10) & 0x1F) + 64), (char)(((code >> 5) & 0x1F) + 64), (char)((code & 0x1F) + 64)]);

    private static string Medium(byte code) => code switch
    {
        < 16 => _media[code],
        0x15 => "hot water",
        0x16 => "cold water",
        0x17 => "dual water",
        0x18 => "pressure",
        0x19 => "A/D converter",
        0x20 => "breaker",
        0x21 => "valve",
        _ => "reserved",
    };

    private static string WhyNot(byte[] bytes, int length, int reason)
    {
        if (length == FrameScanner.Incomplete)
        {
            return bytes.Length < 4 ? $"truncated: {bytes.Length} bytes" : $"truncated: length {bytes[1]} needs {bytes[1] + 6} bytes, has {bytes.Length}";
        }

        if (bytes[0] is not (0x10 or 0x68 or 0xE5))
        {
            return $"no start: {bytes[0]:X2} where 10, 68 or E5 should be";
        }

        int head = bytes[0] == 0x10 ? 1 : 4, count = bytes[0] == 0x10 ? 2 : bytes[1];
        return reason switch
        {
            FrameReject.BadHead when bytes[1] != bytes[2] => $"bad head: the two length bytes differ: {bytes[1]:X2} {bytes[2]:X2}",
            FrameReject.BadHead when bytes[3] != 0x68 => $"bad head: second start byte is {bytes[3]:X2}",
            FrameReject.BadHead => $"bad head: length {bytes[1]}, the least is 3",
            FrameReject.BadEnd when bytes.Length > head + count + 2 => $"too long: {bytes.Length} bytes where the length field says {head + count + 2}",
            FrameReject.BadEnd => $"end byte: {bytes[head + count + 1]:X2} where 16 should be",
            _ => $"checksum: {bytes[head + count]:X2} where {(byte)bytes.AsSpan(head, count).ToArray().Sum(b => b):X2} should be",
        };
    }
}
