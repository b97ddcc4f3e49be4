using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Iec62056;

namespace Wattline.Simulators.Lab.Decode.Iec62056;

/// <summary>IEC 62056-21 messages and P1 telegrams.</summary>
public static class IecDecoder
{
    private static readonly int[] _bauds = [300, 600, 1200, 2400, 4800, 9600, 19200];

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < 3)
        {
            return Meaning.Bad($"truncated: {bytes.Length} bytes");
        }

        return bytes[0] switch
        {
            IecShape.Slash when bytes[1] == '?' => Request(bytes),
            IecShape.Slash => Slash(bytes),
            0x06 => Acknowledgement(bytes),
            IecShape.Stx or IecShape.Soh => Block(bytes),
            _ when bytes.Any(b => b >= 0x80) => Meaning.Bad("no start: 7E1 read as 8N1? The parity bit is still in bit 7"),
            _ => Meaning.Bad("no start: no / nor STX"),
        };
    }

    private static Meaning Request(byte[] bytes)
    {
        string text = Text(bytes, 0, bytes.Length);
        if (!text.EndsWith("!\r\n", StringComparison.Ordinal))
        {
            return Meaning.Bad("truncated: no ! at the end of the request");
        }

        var meaning = Meaning.Good();
        meaning.Keys["kind"] = "request";
        meaning.Keys["device_address"] = text[2..^3];
        return meaning;
    }

    private static Meaning Slash(byte[] bytes)
    {
        int line = Array.IndexOf(bytes, (byte)'\n');
        if (line == bytes.Length - 1 && bytes.Length >= 7)
        {
            return Identification(Text(bytes, 0, line - 1));
        }

        if (line > 6 && line + 1 < bytes.Length && bytes[line + 1] == IecShape.Stx)
        {
            return Readout(bytes, line);
        }

        int mark = P1Shape.Mark(bytes, 0, bytes.Length);
        if (mark < 0)
        {
            return Meaning.Bad("truncated: no ! line");
        }

        int length = new P1Shape().Weigh(bytes, 0, bytes.Length, out int reason);
        string said = Text(bytes, mark + 1, Math.Min(4, bytes.Length - mark - 1)).TrimEnd('\r', '\n', ' ');
        if (length < 0)
        {
            return Meaning.Bad(reason == FrameReject.BadChecksum ? $"bad CRC: {said} where {P1Shape.Crc(bytes, 0, mark + 1):X4} should be"
                : reason == FrameReject.BadEnd ? "end byte: no line end behind the CRC" : "truncated: the CRC does not end");
        }

        var meaning = Meaning.Good();
        meaning.Keys["kind"] = "p1";
        meaning.Keys["crc"] = said.Length == 0 ? null : said.PadLeft(4, '0').ToUpperInvariant();
        if (said.Length > 0 && said != (string?)meaning.Keys["crc"]) meaning.Keys["crc_as_sent"] = said;
        meaning.Keys["identification"] = Text(bytes, 0, line).TrimEnd('\r');
        Objects(bytes, line + 1, mark - line - 1, meaning.Keys);
        return meaning;
    }

    /// <summary>Identification and data in one piece, as modes A and B send them.</summary>
    private static Meaning Readout(byte[] bytes, int line)
    {
        var data = Block(bytes[(line + 1)..]);
        if (!data.Valid) return data;
        var meaning = Identification(Text(bytes, 0, line - 1));
        meaning.Keys["kind"] = "readout";
        foreach (var (key, value) in data.Keys)
        {
            if (key is not ("valid" or "reason" or "kind")) meaning.Keys[key] = value?.DeepClone();
        }

        return meaning;
    }

    private static Meaning Identification(string line)
    {
        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        char speed = line[4];
        string rest = line[5..];
        int sequence = 0;
        while (sequence + 1 < rest.Length && rest[sequence] == '\\') sequence += 2;
        keys["kind"] = "identification";
        keys["manufacturer"] = line[1..4];
        keys["baud_id"] = speed.ToString();
        keys["baud"] = speed is >= '0' and <= '6' ? _bauds[speed - '0'] : speed is >= 'A' and <= 'F' ? _bauds[speed - 'A' + 1] : 300;
        keys["mode_c"] = speed is >= '0' and <= '9';
        keys["sequence"] = rest[..sequence];
        keys["identification"] = rest[sequence..];
        keys["fast_reaction"] = char.IsAsciiLetterLower(line[3]);
        return meaning;
    }

    private static Meaning Acknowledgement(byte[] bytes)
    {
        if (bytes.Length != 6 || bytes[4] != '\r' || bytes[5] != '\n')
        {
            return Meaning.Bad(bytes.Length < 6 ? "truncated: an acknowledgement has 6 bytes" : "too long: an acknowledgement has 6 bytes");
        }

        var meaning = Meaning.Good();
        meaning.Keys["kind"] = "acknowledgement";
        meaning.Keys["protocol_control"] = ((char)bytes[1]).ToString();
        meaning.Keys["baud_id"] = ((char)bytes[2]).ToString();
        meaning.Keys["mode_control"] = bytes[3] switch { (byte)'0' => "data readout", (byte)'1' => "programming", (byte)'2' => "binary", _ => "reserved" };
        return meaning;
    }

    private static Meaning Block(byte[] bytes)
    {
        int length = new IecShape().Weigh(bytes, 0, bytes.Length, out int reason);
        if (length < 0)
        {
            return Meaning.Bad(reason == FrameReject.BadChecksum ? "checksum: the BCC is another" : "truncated: no ETX");
        }

        if (length < bytes.Length)
        {
            return Meaning.Bad($"too long: {bytes.Length - length} bytes behind the BCC");
        }

        var meaning = Meaning.Good();
        if (bytes[0] == IecShape.Soh)
        {
            int data = Array.IndexOf(bytes, IecShape.Stx);
            meaning.Keys["kind"] = "command";
            meaning.Keys["command"] = Text(bytes, 1, (data < 0 ? length - 2 : data) - 1);
            meaning.Keys["data"] = data < 0 ? "" : Text(bytes, data + 1, length - data - 3);
            meaning.Keys["bcc"] = $"{bytes[^1]:X2}";
            return meaning;
        }

        meaning.Keys["kind"] = "data-message";
        meaning.Keys["bcc"] = $"{bytes[^1]:X2}";
        Objects(bytes, 1, length - 3, meaning.Keys);
        return meaning;
    }

    private static void Objects(byte[] bytes, int at, int count, JsonObject keys)
    {
        var reader = new IecDataReader();
        reader.Begin(bytes, at, count);
        var objects = new JsonArray();
        while (reader.NextObject())
        {
            string address = Text(bytes, reader.AddressStart, reader.AddressLength);
            var values = new JsonArray();
            while (reader.NextValue())
            {
                var value = new JsonObject { ["value"] = Text(bytes, reader.ValueStart, reader.ValueLength).Trim(' ') };
                if (reader.UnitLength > 0) value["unit"] = Text(bytes, reader.UnitStart, reader.UnitLength);
                values.Add(value);
            }

            objects.Add(new JsonObject { ["address"] = address, ["values"] = values });
        }

        keys["objects"] = objects;
        keys["object_count"] = objects.Count;
    }

    private static string Text(byte[] bytes, int at, int count) => Encoding.Latin1.GetString(bytes, at, count);
}
