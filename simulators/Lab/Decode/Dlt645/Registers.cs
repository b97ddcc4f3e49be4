using System.Text;
using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>Identifiers that stand alone: momentary extras, parameters, texts, clocks, status words, counts (DL/T 645-2007, tables A.3 to A.5).</summary>
internal static class Registers
{
    private const int StatusWordBytes = 2;
    private const int StatusWords7 = 7;

    private static readonly Dictionary<uint, Register> _numbers = new()
    {
        [0x00900100] = new("remaining energy", 4, 2, "kWh"),
        [0x00900200] = new("remaining money", 4, 2, "yuan"),
        [0x02800001] = new("neutral current", 3, 3, "A"),
        [0x02800002] = new("frequency", 2, 2, "Hz"),
        [0x02800003] = new("one-minute active power", 3, 4, "kW"),
        [0x02800007] = new("internal temperature", 2, 1, "degC", Signed: true),
        [0x02800008] = new("clock battery voltage", 2, 2, "V"),
        [0x02800009] = new("outage battery voltage", 2, 2, "V"),
        [0x0280000A] = new("battery time", 4, 0, "min"),
        [0x03110000] = new("power-down count", 3, 0, "times"),
        [0x03300000] = new("programming count", 3, 0, "times"),
        [0x03300100] = new("meter clear count", 3, 0, "times"),
        [0x03300200] = new("demand clear count", 3, 0, "times"),
        [0x03300300] = new("event clear count", 3, 0, "times"),
        [0x03300400] = new("clock set count", 3, 0, "times"),
        [0x03300500] = new("period table count", 3, 0, "times"),
        [0x03300D00] = new("meter cover opened count", 3, 0, "times"),
        [0x03300E00] = new("terminal cover opened count", 3, 0, "times"),
        [0x04000103] = new("demand period", 1, 0, "min"),
        [0x04000104] = new("demand slide", 1, 0, "min"),
        [0x04000409] = new("active constant", 3, 0, "imp/kWh"),
        [0x0400040A] = new("reactive constant", 3, 0, "imp/kvarh"),
        [0x1D000001] = new("trip count", 3, 0, "times"),
        [0x1E000001] = new("close count", 3, 0, "times"),
    };

    public static JsonArray? ByIdentifier(uint id, ReadOnlySpan<byte> payload)
    {
        if (_numbers.TryGetValue(id, out var register))
        {
            return payload.Length == register.Bytes ? [register.Item(payload)] : null;
        }

        return (id, payload.Length) switch
        {
            (0x04000101, 4) => [Date(payload)],
            (0x04000102, 3) => [Text("time", Clock(payload))],
            (0x04000401, 6) => [Text("communication address", Digits(payload))],
            (0x04000402, 6) => [Text("meter number", Digits(payload))],
            (0x04000404, 6) => [Text("rated voltage (ASCII)", Ascii(payload))],
            (0x04000405, 6) => [Text("rated current (ASCII)", Ascii(payload))],
            (0x04000406, 6) => [Text("max current (ASCII)", Ascii(payload))],
            (0x04000601, 1) => [Bits("combination mode word", payload)],
            _ => null,
        };
    }

    /// <summary>One status word of two bytes, or all seven (DI0 = FF).</summary>
    public static JsonArray? StatusWords(int di0, ReadOnlySpan<byte> payload)
    {
        int first = di0 == 0xFF ? 1 : di0;
        int last = di0 == 0xFF ? StatusWords7 : di0;
        if (first < 1 || last > StatusWords7 || payload.Length != (last - first + 1) * StatusWordBytes)
        {
            return null;
        }

        var items = new JsonArray();
        for (int word = first; word <= last; word++)
        {
            items.Add(Bits($"status word {word}", payload.Slice((word - first) * StatusWordBytes, StatusWordBytes)));
        }

        return items;
    }

    /// <summary>A text value, null and invalid where the meter has none.</summary>
    public static JsonObject Text(string name, string? value)
    {
        var item = new JsonObject { ["name"] = name, ["value"] = value };
        if (value is null) item["invalid"] = true;
        return item;
    }

    private static JsonObject Bits(string name, ReadOnlySpan<byte> bytes)
    {
        var item = Text(name, Digits(bytes));
        if (item["value"] is not null)
        {
            var bits = new JsonArray();
            for (int bit = 0; bit < bytes.Length * 8; bit++)
            {
                if ((bytes[bit / 8] & (1 << (bit % 8))) != 0) bits.Add(bit);
            }

            item["bits"] = bits;
        }

        return item;
    }

    /// <summary>WW DD MM YY; weekday 0 is Sunday.</summary>
    private static JsonObject Date(ReadOnlySpan<byte> bytes)
    {
        if (Bcd.IsNoValue(bytes))
        {
            return Text("date", null);
        }

        string digits = Bcd.Digits(bytes);
        var item = Text("date", $"20{digits[..2]}-{digits[2..4]}-{digits[4..6]}");
        item["weekday"] = bytes[0];
        return item;
    }

    private static string? Clock(ReadOnlySpan<byte> bytes)
    {
        string? digits = Digits(bytes);
        return digits is null ? null : $"{digits[..2]}:{digits[2..4]}:{digits[4..]}";
    }

    private static string? Digits(ReadOnlySpan<byte> bytes) => Bcd.IsNoValue(bytes) ? null : Bcd.Digits(bytes);

    /// <summary>Characters, the last one sent first, filled up with zeros.</summary>
    private static string? Ascii(ReadOnlySpan<byte> bytes)
    {
        if (Bcd.IsNoValue(bytes))
        {
            return null;
        }

        Span<byte> turned = stackalloc byte[bytes.Length];
        bytes.CopyTo(turned);
        turned.Reverse();
        return Encoding.ASCII.GetString(turned).Trim('\0', ' ');
    }
}
