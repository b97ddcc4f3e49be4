using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.CcTalk;

/// <summary>
/// ccTalk (Generic Specification). Nothing in a frame says which checksum it has, so the simple sum is tried first; and a reply
/// does not say what it answers: eleven bytes are the events of a coin acceptor, or of a note validator at its usual address.
/// </summary>
public static class CcTalkDecoder
{
    private const int FrameBytes = 5, EventBytes = 11, BillAddress = 40;

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < FrameBytes)
            return Meaning.Bad($"truncated: a frame has {FrameBytes} bytes at least, here are {bytes.Length}");
        int whole = FrameBytes + bytes[1];
        if (bytes.Length < whole)
            return Meaning.Bad($"truncated: length field {bytes[1]} needs {whole - bytes.Length} more bytes");
        bool isSum = bytes.Take(whole).Sum(value => value) % 256 == 0;
        ushort crc = Crc(bytes.AsSpan(0, whole));
        bool isCrc = bytes[2] == (byte)crc && bytes[whole - 1] == crc >> 8;
        if (bytes.Length > whole)
            return Meaning.Bad($"length: length field {bytes[1]} makes {whole} bytes, here are {bytes.Length}");
        if (!isSum && !isCrc)
            return Meaning.Bad($"checksum: neither the sum (last byte should be {(byte)(bytes[^1] - bytes.Sum(value => value)):X2}) nor the CRC ({crc:X4}) holds");
        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        byte[] data = bytes[4..^1];
        keys["dest"] = bytes[0];
        keys["len"] = bytes[1];
        if (isSum) keys["source"] = bytes[2];
        keys["header"] = bytes[3];
        keys["data"] = Convert.ToHexStringLower(data);
        keys["checksum"] = isSum ? "simple8" : "crc16";
        keys["name"] = bytes[3] == 0 ? data.Length == 0 ? "ACK" : "reply" : CcTalkNames.Header(bytes[3]);
        Say(bytes[3], data, isSum ? bytes[2] : 0, keys);
        return meaning;
    }

    private static void Say(byte header, byte[] data, int source, JsonObject keys)
    {
        switch (header, data)
        {
            case (0, { Length: EventBytes }):
                keys["event_counter"] = data[0];
                keys["events"] = source == BillAddress ? Bills(data) : Coins(data);
                break;
            case (0, [var low, var middle, var high]):
                keys["number"] = low | middle << 8 | high << 16;
                keys["endian"] = "little";
                break;
            case (0, { Length: > 3 }) when !data.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~'):
                keys["ascii"] = System.Text.Encoding.ASCII.GetString(data);
                break;
            case (228, [var on]):
                keys["accepts"] = (on & 1) != 0;
                break;
            case (231, [var low, var high]):
                keys["enabled"] = new JsonArray([.. Enumerable.Range(1, 16).Where(position => ((low | high << 8) >> (position - 1) & 1) != 0).Select(position => (JsonNode)position)]);
                break;
            case (154, [var route]):
                keys["route"] = route switch { 0 => "return", 1 => "cashbox", 255 => "hold", _ => "unknown" };
                break;
            case (153, [var mode]):
                keys["stacker"] = (mode & 1) != 0;
                keys["escrow"] = (mode & 2) != 0;
                break;
            case (157 or 184, [var position]):
                keys["position"] = position;
                break;
            default:
                break;
        }
    }

    // The newest first; places that no event has filled yet are zeros.
    private static JsonArray Coins(byte[] data) => new([.. Pairs(data).Select(pair => pair.First == 0
        ? new JsonObject { ["error"] = pair.Second }
        : (JsonNode)new JsonObject { ["credit"] = pair.First, ["sorter"] = pair.Second })]);

    private static JsonArray Bills(byte[] data) => new([.. Pairs(data).Select(pair => pair.First == 0
        ? new JsonObject { ["status"] = pair.Second, ["text"] = CcTalkNames.BillStatus(pair.Second) }
        : (JsonNode)new JsonObject
        {
            ["bill"] = pair.First,
            ["result"] = pair.Second,
            ["text"] = pair.Second switch { 0 => "validated and sent to cashbox", 1 => "held in escrow", _ => "unknown" },
        })]);

    private static IEnumerable<(byte First, byte Second)> Pairs(byte[] data) =>
        Enumerable.Range(0, EventBytes / 2).Select(at => (data[1 + (2 * at)], data[2 + (2 * at)])).Where(pair => pair != (0, 0));

    private static ushort Crc(ReadOnlySpan<byte> frame)
    {
        int crc = 0;
        for (int at = 0; at < frame.Length - 1; at++)
        {
            if (at == 2) continue;
            crc ^= frame[at] << 8;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
        }

        return (ushort)crc;
    }
}
