using System.Text;
using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.CcNet;

/// <summary>
/// CCNET. A frame does not say who sent it: a byte that is a command of the host and a state of the device is told as both
/// (30 is RESET, and "illegal command").
/// </summary>
public static class CcNetDecoder
{
    private const byte Start = 0x02;
    private const int FrameBytes = 5, TableBytes = 120, IdentificationBytes = 34;

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        int start = Array.IndexOf(bytes, Start);
        if (start < 0)
            return Meaning.Bad("no start byte 02");
        int left = bytes.Length - start;
        int whole = left < 3 ? FrameBytes + 1 : bytes[start + 2];
        if (whole <= FrameBytes)
            return Meaning.Bad($"length: length field {whole} leaves no room for a command");
        if (left < whole)
            return Meaning.Bad(left < 3 ? "truncated: no length field" : $"truncated: length field {whole} needs {whole - left} more bytes");
        byte[] frame = bytes[start..(start + whole)];
        ushort crc = Crc(frame.AsSpan(0, whole - 2));
        ushort sent = (ushort)(frame[^2] | frame[^1] << 8);
        if (crc != sent)
            return Meaning.Bad($"bad CRC: CRC is {sent:X4}, should be {crc:X4}");
        byte[] data = frame[3..^2];
        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        keys["addr"] = frame[1];
        keys["data"] = Convert.ToHexStringLower(data);
        if (start > 0) keys["noise_before"] = start;
        if (left > whole) keys["bytes_after"] = left - whole;
        Say(data, keys);
        return meaning;
    }

    private static void Say(byte[] data, JsonObject keys)
    {
        switch (data)
        {
            case { Length: TableBytes }:
                keys["dir"] = "device";
                keys["items"] = Table(data);
                return;
            case { Length: IdentificationBytes }:
                keys["dir"] = "device";
                keys["part"] = Encoding.ASCII.GetString(data, 0, 15).TrimEnd();
                keys["serial"] = Encoding.ASCII.GetString(data, 15, 12).TrimEnd();
                return;
            default:
                break;
        }

        string? command = CcNetNames.Command(data[0], data.Length);
        string? state = CcNetNames.State(data[0], data.Length);
        if (command is null != state is null) keys["dir"] = command is null ? "device" : "host";
        if (command is not null) keys["cmd"] = command;
        if (state is not null) keys["state"] = state;
        switch (data)
        {
            case [0x34, var a, var b, var c, var d, var e, var f]:
                keys["enable"] = $"{a:x2}{b:x2}{c:x2}";
                keys["escrow"] = $"{d:x2}{e:x2}{f:x2}";
                break;
            case [0x80 or 0x81 or 0x82, var kind]:
                keys["bill_type"] = kind;
                break;
            case [0x1B or 0x1C or 0x47, var detail]:
                keys[data[0] == 0x1B ? "busy_100ms" : "reason_code"] = detail;
                break;
            default:
                break;
        }
    }

    // First digit, three letters of country, exponent of ten; kinds that are all zeros are not there.
    private static JsonArray Table(byte[] data)
    {
        var table = new JsonArray();
        for (int kind = 0; kind < TableBytes / 5; kind++)
        {
            var entry = data.AsSpan(kind * 5, 5);
            if (entry[0] == 0) continue;
            long value = entry[0];
            for (int i = 0; i < (entry[4] & 0x7F); i++) value *= 10;
            table.Add(new JsonObject
            {
                ["name"] = $"type {kind}",
                ["value"] = value,
                ["country"] = Encoding.ASCII.GetString(entry[1..4]),
                ["first"] = entry[0],
                ["exp"] = entry[4],
            });
        }

        return table;
    }

    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1;
        }

        return (ushort)crc;
    }
}
