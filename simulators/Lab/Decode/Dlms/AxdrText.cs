using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>Data in A-XDR as JSON: <c>t</c> the type, <c>v</c> the value as text, and what the bytes look like.</summary>
internal static class AxdrText
{
    private static readonly Dictionary<int, string> _names = new()
    {
        [0] = "null-data",
        [1] = "array",
        [2] = "structure",
        [3] = "boolean",
        [4] = "bit-string",
        [5] = "double-long",
        [6] = "double-long-unsigned",
        [9] = "octet-string",
        [10] = "visible-string",
        [12] = "utf8-string",
        [13] = "bcd",
        [15] = "integer",
        [16] = "long",
        [17] = "unsigned",
        [18] = "long-unsigned",
        [19] = "compact-array",
        [20] = "long64",
        [21] = "long64-unsigned",
        [22] = "enum",
        [23] = "float32",
        [24] = "float64",
        [25] = "date-time",
        [26] = "date",
        [27] = "time",
    };

    /// <summary>The next value, or null when it does not fit.</summary>
    public static JsonObject? Say(byte[] bytes, AxdrReader reader, int depth = 0)
    {
        if (depth > HdlcLimits.DepthMax || !reader.Read())
        {
            return null;
        }

        int type = reader.Type, count = reader.Count;
        var said = new JsonObject { ["t"] = _names[type] };
        if (type is AxdrType.Array or AxdrType.Structure)
        {
            var elements = new JsonArray();
            for (int i = 0; i < count; i++)
            {
                if (Say(bytes, reader, depth + 1) is not { } element) return null;
                elements.Add(element);
            }

            said["v"] = elements;
            return said;
        }

        byte[] content = bytes[reader.Content..reader.Position];
        if (type == AxdrType.CompactArray)
        {
            return Compact(bytes.AsSpan(reader.Description..reader.Content), content, said, depth);
        }

        switch (type)
        {
            case AxdrType.Null:
                said["v"] = null;
                break;
            case AxdrType.Boolean:
                said["v"] = content[0] != 0;
                break;
            case AxdrType.BitString:
                said["v"] = string.Concat(Enumerable.Range(0, count).Select(i => (content[i / 8] & (0x80 >> (i % 8))) != 0 ? '1' : '0'));
                break;
            case AxdrType.OctetString:
                Octets(content, said);
                break;
            case AxdrType.VisibleString or AxdrType.Utf8String:
                said["v"] = Encoding.UTF8.GetString(content);
                break;
            case AxdrType.Real32:
                said["v"] = BitConverter.ToSingle([.. content.Reverse()]).ToString("R", CultureInfo.InvariantCulture);
                break;
            case AxdrType.Real64:
                said["v"] = BitConverter.ToDouble([.. content.Reverse()]).ToString("R", CultureInfo.InvariantCulture);
                break;
            case AxdrType.Long64Unsigned:
                said["v"] = content.Aggregate(0UL, (number, b) => (number << 8) | b).ToString(CultureInfo.InvariantCulture);
                break;
            case AxdrType.DateTime:
                said["v"] = Convert.ToHexString(content);
                if (DateTime(content) is { } moment) said["as_date_time"] = moment;
                break;
            default:
                said["v"] = AxdrType.IsNumber(type) ? reader.Number().ToString(CultureInfo.InvariantCulture) : Convert.ToHexString(content);
                break;
        }

        return said;
    }

    /// <summary>An OBIS code of 6 bytes.</summary>
    public static string Obis(ReadOnlySpan<byte> code) =>
        string.Create(CultureInfo.InvariantCulture, $"{code[0]}-{code[1]}:{code[2]}.{code[3]}.{code[4]}.{code[5]}");

    /// <summary>Date and time of 12 bytes; null for what is none.</summary>
    public static JsonObject? DateTime(byte[] b)
    {
        int year = (b[0] << 8) | b[1];
        if (b.Length != 12 || year is < 1990 or > 2100 || b[2] is < 1 or > 12 || b[3] is < 1 or > 31 || b[5] > 23 || b[6] > 59 || (b[7] > 59 && b[7] != 0xFF))
        {
            return null;
        }

        short deviation = (short)((b[9] << 8) | b[10]);
        return new JsonObject
        {
            ["date_time"] = string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{b[2]:D2}-{b[3]:D2} {b[5]:D2}:{b[6]:D2}:{(b[7] == 0xFF ? 0 : b[7]):D2}"),
            ["weekday"] = b[4] == 0xFF ? null : b[4],
            ["hundredths"] = b[8] == 0xFF ? null : b[8],
            ["deviation_min"] = deviation == short.MinValue ? null : deviation,
            ["status"] = $"{b[11]:X2}",
        };
    }

    private static JsonObject? Compact(ReadOnlySpan<byte> description, byte[] content, JsonObject said, int depth)
    {
        // The length stands between the description and the content.
        if (CompactArray.Elements(description, content) is not { } elements) return null;
        var list = new JsonArray();
        var inner = new AxdrReader();
        inner.Begin(elements, 0, elements.Length);
        while (inner.Left > 0)
        {
            if (Say(elements, inner, depth + 1) is not { } element) return null;
            list.Add(element);
        }

        said["v"] = list;
        return said;
    }

    private static void Octets(byte[] content, JsonObject said)
    {
        said["v"] = Convert.ToHexString(content);
        if (content.Length == 6 && content[5] == 0xFF)
        {
            said["obis"] = Obis(content);
        }
        else if (content.Length == 12 && DateTime(content) is { } moment)
        {
            said["as_date_time"] = moment;
        }
        else if (content.Length > 0 && content.All(b => b is >= 32 and < 127))
        {
            said["ascii"] = Encoding.ASCII.GetString(content);
        }
    }
}
