using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Modbus;

namespace Wattline.Simulators.Lab.Decode.Modbus;

/// <summary>
/// Modbus RTU: one frame, question or answer, told apart by its length (application protocol 1.1b3, 6 and 7). An RTU
/// frame has no start and no end: what is longer than it says is refused, also where the CRC over all of it is 0.
/// </summary>
public static class ModbusDecoder
{
    private static readonly string[] _exceptions =
    [
        "", "illegal function", "illegal data address", "illegal data value", "slave device failure", "acknowledge",
        "slave device busy", "negative acknowledge", "memory parity error", "", "gateway path unavailable", "gateway target failed to respond",
    ];

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < 4)
        {
            return Meaning.Bad($"truncated: {bytes.Length} bytes, the shortest frame has 4");
        }

        var meaning = Frame(bytes);
        if (meaning.Valid || bytes[0] != 0)
        {
            return meaning;
        }

        // A line that nobody drives gives 00 before an answer.
        int glitch = bytes.AsSpan().IndexOfAnyExcept((byte)0);
        if (glitch < 0)
        {
            return Meaning.Bad("bad CRC: all bytes are zero, and the CRC of zeros is not");
        }

        var behind = Frame(bytes[glitch..]);
        if (!behind.Valid)
        {
            return meaning;
        }

        behind.Keys["frame_at"] = glitch;
        behind.Keys["frame_hex"] = Convert.ToHexString(bytes, glitch, bytes.Length - glitch);
        return behind;
    }

    private static Meaning Frame(byte[] bytes)
    {
        int length = bytes.Length;
        if (length < 4 || !ModbusCrc.Fits(bytes, 0, length - 2))
        {
            return Meaning.Bad(WhyNot(bytes));
        }

        int function = bytes[1];
        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        keys["address"] = bytes[0];
        keys["function"] = function & 0x7F;
        if ((function & 0x80) != 0)
        {
            if (length != 5) return Wrong(length, 5);
            keys["exception"] = bytes[2];
            keys["exception_text"] = bytes[2] < _exceptions.Length && _exceptions[bytes[2]].Length > 0 ? _exceptions[bytes[2]] : "unknown";
            return meaning;
        }

        switch (function)
        {
            case >= 1 and <= 4 when IsAnswer(bytes):
                keys["byte_count"] = bytes[2];
                Data(keys, bytes, 3, length - 5, function >= 3);
                return meaning;
            case >= 1 and <= 4 when length == 8:
            case 15 or 16 when length == 8:
                keys["start"] = Word(bytes, 2);
                keys["quantity"] = Word(bytes, 4);
                return meaning;
            case >= 1 and <= 4:
                return Wrong(length, bytes[2] + 5);
            case 5 or 6 when length == 8:
                keys["start"] = Word(bytes, 2);
                keys["value"] = $"{Word(bytes, 4):X4}";
                return meaning;
            case 15 or 16 when length >= 9 && length == bytes[6] + 9:
                keys["start"] = Word(bytes, 2);
                keys["quantity"] = Word(bytes, 4);
                keys["byte_count"] = bytes[6];
                keys["data"] = Convert.ToHexString(bytes, 7, length - 9);
                return meaning;
            case 5 or 6 or 15 or 16:
                return Wrong(length, function is 5 or 6 || length < 9 ? 8 : bytes[6] + 9);
            default:
                keys["data"] = Convert.ToHexString(bytes, 2, length - 4);
                return meaning;
        }
    }

    /// <summary>Eight bytes may be a question or an answer of three: no question asks for no register, nor for more than fit an answer.</summary>
    private static bool IsAnswer(byte[] bytes)
    {
        if (bytes.Length != bytes[2] + 5 || (bytes[1] >= 3 && bytes[2] % 2 != 0))
        {
            return false;
        }

        int quantity = bytes.Length == 8 ? Word(bytes, 4) : 0;
        return quantity == 0 || quantity > (bytes[1] <= 2 ? 2000 : ModbusLimits.RegistersMax);
    }

    private static void Data(JsonObject keys, byte[] bytes, int at, int count, bool registers)
    {
        keys["data"] = Convert.ToHexString(bytes, at, count);
        if (registers)
        {
            var words = new JsonArray();
            for (int i = 0; i + 1 < count; i += 2)
            {
                words.Add(Word(bytes, at + i));
            }

            keys["registers"] = words;
        }
    }

    private static int Word(byte[] bytes, int at) => (bytes[at] << 8) | bytes[at + 1];

    private static Meaning Wrong(int length, int right) => Meaning.Bad(length > right
        ? $"too long: {length - right} bytes more than the {right} that the frame says; the CRC over all of it may still fit"
        : $"truncated: {length} bytes where the frame says {right}");

    private static string WhyNot(byte[] bytes)
    {
        int length = bytes.Length;
        if (length >= 4 && bytes[1] is 3 or 4 && length < bytes[2] + 5 && length != 8)
        {
            return $"truncated: byte count {bytes[2]} but {length} bytes in all";
        }

        int crc = ModbusCrc.Of(bytes, 0, Math.Max(0, length - 2));
        return $"bad CRC: {bytes[^2]:X2}{bytes[^1]:X2} where {(byte)crc:X2}{crc >> 8:X2} should be";
    }
}
