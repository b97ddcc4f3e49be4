using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Dlt698;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Simulators.Lab.Decode.Dlt698;

/// <summary>DL/T 698.45: the first good frame in the bytes, found by firmware's own scanner, and what it says.</summary>
public static class Dlt698Decoder
{
    private static readonly string[] _kinds = ["", "Normal", "NormalList", "Record", "RecordList", "Next", "MD5"];

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
        [83] = "OMD",
        [84] = "TI",
        [85] = "TSA",
        [89] = "Scaler_Unit",
    };

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var scanner = new FrameScanner(new Dlt698Shape(), Dlt698Limits.ScanBytes, new int[FrameReject.Count], 0xFE);
        if (!Scan.First(scanner, bytes))
        {
            return Meaning.Bad(WhyNot(bytes));
        }

        byte[] frame = scanner.Bytes[scanner.FrameStart..(scanner.FrameStart + scanner.FrameLength)];
        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        int control = frame[3], addressBytes = (frame[4] & 0x0F) + 1;
        byte[] apdu = frame[Dlt698Shape.ApduStart(frame, 0)..^3];
        keys["length"] = frame[1] | (frame[2] << 8);
        keys["control"] = $"{control:X2}";
        keys["from_server"] = (control & 0x80) != 0;
        keys["started_by_client"] = (control & 0x40) != 0;
        keys["split"] = (control & 0x20) != 0;
        keys["scrambled"] = (control & 0x08) != 0;
        keys["function"] = (control & 7) switch { 1 => "link management", 3 => "user data", _ => "reserved" };
        keys["address_type"] = (frame[4] >> 6) switch { 0 => "single", 1 => "wildcard", 2 => "group", _ => "broadcast" };
        keys["logical_address"] = (frame[4] >> 4) & 3;
        keys["server_address"] = Convert.ToHexString([.. frame[5..(5 + addressBytes)].Reverse()]);
        keys["client_address"] = $"{frame[5 + addressBytes]:X2}";
        if (scanner.Preamble > 0) keys["preamble_fe"] = scanner.Preamble;
        if (scanner.NoiseBefore > 0) keys["noise_before"] = scanner.NoiseBefore;
        int after = bytes.Length - scanner.NoiseBefore - scanner.Preamble - frame.Length;
        if (after > 0) keys["bytes_after"] = after;
        if ((control & 0x08) != 0) apdu = [.. apdu.Select(b => (byte)(b - 0x33))];
        keys["apdu_hex"] = Convert.ToHexString(apdu);
        if ((control & 0x27) == 3) Apdu(apdu, keys);
        return meaning;
    }

    private static void Apdu(byte[] apdu, JsonObject keys)
    {
        if (apdu.Length == 0) return;
        bool isAnswer = (apdu[0] & 0x80) != 0;
        string? service = (apdu[0] & 0x7F) switch { 1 => "LINK", 2 => "CONNECT", 3 => "RELEASE", 5 => "GET", 6 => "SET", 7 => "ACTION", 8 => "REPORT", 0x10 => "SECURITY", _ => null };
        if (service is null) return;
        if (service == "REPORT") isAnswer = !isAnswer;
        string said = $"{service}-{(service == "REPORT" && !isAnswer ? "Notification" : isAnswer ? "Response" : "Request")}";
        bool hasKind = service is "GET" or "SET" or "ACTION" or "REPORT";
        keys["service"] = hasKind && apdu.Length > 1 && apdu[1] < _kinds.Length && apdu[1] > 0 ? $"{said}-{_kinds[apdu[1]]}" : said;
        if (!hasKind || apdu.Length < 8) return;
        keys["piid"] = $"{apdu[2]:X2}";
        if (apdu[1] is not (1 or 3)) return;
        keys["oad"] = Convert.ToHexString(apdu, 3, 4);
        if (!isAnswer && service == "GET" && apdu[1] == 1)
        {
            keys["time_tag"] = apdu[7] != 0;
        }
        else if (isAnswer && service == "GET" && apdu[1] == 1)
        {
            if (apdu[7] == 0 && apdu.Length > 8) keys["dar"] = apdu[8];
            else if (apdu[7] == 1) keys["value"] = First(apdu, 8);
        }
    }

    private static JsonObject? First(byte[] bytes, int at)
    {
        var reader = new Dlt698Value();
        reader.Begin(bytes, at, bytes.Length - at);
        return Value(bytes, reader, 0);
    }

    private static JsonObject? Value(byte[] bytes, Dlt698Value reader, int depth)
    {
        if (depth > Dlt698Limits.DepthMax || !reader.Read()) return null;
        int type = reader.Type, count = reader.Count;
        var said = new JsonObject { ["type"] = _types[type] };
        if (type is 1 or 2)
        {
            var elements = new JsonArray();
            for (int i = 0; i < count; i++)
            {
                if (Value(bytes, reader, depth + 1) is not { } element) return null;
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
            10 or 12 => Encoding.UTF8.GetString(content),
            28 => string.Create(CultureInfo.InvariantCulture, $"{(content[0] << 8) | content[1]:D4}-{content[2]:D2}-{content[3]:D2} {content[4]:D2}:{content[5]:D2}:{content[6]:D2}"),
            _ => Dlt698Value.IsNumber(type) ? reader.Number().ToString(CultureInfo.InvariantCulture) : Convert.ToHexString(content),
        };
        return said;
    }

    private static string WhyNot(byte[] bytes)
    {
        int at = Array.IndexOf(bytes, (byte)0x68);
        if (at < 0) return "no start: no 68";
        int length = new Dlt698Shape().Weigh(bytes, at, bytes.Length, out int reason);
        int said = at + 2 < bytes.Length ? bytes[at + 1] | (bytes[at + 2] << 8) : 0;
        return (length, reason) switch
        {
            (FrameScanner.Incomplete, _) => $"truncated: length {said}",
            (_, FrameReject.BadEnd) => $"end byte: {bytes[at + said + 1]:X2} where 16 should be",
            (_, FrameReject.BadChecksum) => HdlcCrc.Fits(bytes, at + 1, 6 + (bytes[at + 4] & 0x0F)) ? "bad FCS: of the frame" : "bad HCS: of the head",
            (_, FrameReject.TooLong) => $"too long: length {said}",
            _ => "bad head: the length is below that of the head",
        };
    }
}
