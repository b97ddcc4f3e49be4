using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlt698;

namespace Wattline.Simulators.Lab.Decode.Dlt698;

/// <summary>Data of DL/T 698.45 (annex A) as JSON.</summary>
internal static class Dlt698Text
{
    private static readonly Dictionary<int, string> _types = new()
    {
        [0] = "null",
        [1] = "array",
        [2] = "structure",
        [3] = "bool",
        [4] = "bit-string",
        [5] = "double-long",
        [6] = "double-long-unsigned",
        [9] = "octet-string",
        [10] = "visible-string",
        [12] = "utf8-string",
        [15] = "integer",
        [16] = "long",
        [17] = "unsigned",
        [18] = "long-unsigned",
        [20] = "long64",
        [21] = "long64-unsigned",
        [22] = "enum",
        [23] = "float32",
        [24] = "float64",
        [25] = "date_time",
        [26] = "date",
        [27] = "time",
        [28] = "date_time_s",
        [80] = "OI",
        [81] = "OAD",
        [82] = "ROAD",
        [83] = "OMD",
        [84] = "TI",
        [85] = "TSA",
        [89] = "Scaler_Unit",
        [91] = "CSD",
        [95] = "COMDCB",
    };

    /// <summary>The next value, or null when it does not fit.</summary>
    public static JsonObject? Say(byte[] bytes, Dlt698Value reader, int depth)
    {
        if (depth > Dlt698Limits.DepthMax || !reader.Read()) return null;
        int type = reader.Type, count = reader.Count;
        var said = new JsonObject { ["type"] = _types[type] };
        if (type is 1 or 2)
        {
            var elements = new JsonArray();
            for (int i = 0; i < count; i++)
            {
                if (Say(bytes, reader, depth + 1) is not { } element) return null;
                elements.Add(element);
            }

            said["value"] = elements;
            return said;
        }

        byte[] content = bytes[reader.Content..reader.Position];
        said["value"] = type switch
        {
            0 => null,
            3 => content[0] != 0,
            4 => string.Concat(Enumerable.Range(0, count).Select(i => (content[i / 8] & (0x80 >> (i % 8))) != 0 ? '1' : '0')),
            10 or 12 => Encoding.UTF8.GetString(content),
            21 => content.Aggregate(0UL, (number, b) => (number << 8) | b).ToString(CultureInfo.InvariantCulture),
            23 => BitConverter.ToSingle([.. content.Reverse()]).ToString("R", CultureInfo.InvariantCulture),
            24 => BitConverter.ToDouble([.. content.Reverse()]).ToString("R", CultureInfo.InvariantCulture),
            25 => Moment(content),
            26 => Date(content),
            27 => string.Create(CultureInfo.InvariantCulture, $"{content[0]:D2}:{content[1]:D2}:{content[2]:D2}"),
            28 => ShortMoment(content),
            84 => $"{(content[1] << 8) | content[2]} {Interval(content[0])}",
            89 => $"10^{(sbyte)content[0]} unit {content[1]}",
            _ => Dlt698Value.IsNumber(type) ? reader.Number().ToString(CultureInfo.InvariantCulture) : Convert.ToHexString(content),
        };
        return said;
    }

    /// <summary>date_time: year, month, day, weekday, hour, minute, second, milliseconds.</summary>
    public static string Moment(byte[] b) =>
        string.Create(CultureInfo.InvariantCulture, $"{Date(b)} {b[5]:D2}:{b[6]:D2}:{b[7]:D2}.{(b[8] << 8) | b[9]:D3}");

    /// <summary>date_time_s: year, month, day, hour, minute, second.</summary>
    public static string ShortMoment(byte[] b) =>
        string.Create(CultureInfo.InvariantCulture, $"{Date(b)} {b[4]:D2}:{b[5]:D2}:{b[6]:D2}");

    private static string Date(byte[] b) => string.Create(CultureInfo.InvariantCulture, $"{(b[0] << 8) | b[1]:D4}-{b[2]:D2}-{b[3]:D2}");

    private static string Interval(byte unit) => unit switch { 0 => "s", 1 => "min", 2 => "h", 3 => "d", 4 => "months", _ => "years" };
}
