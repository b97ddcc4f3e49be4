using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Dlt698;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Simulators.Lab.Decode.Dlt698;

/// <summary>DL/T 698.45: the first good frame in the bytes, found by firmware's own scanner, and what it says.</summary>
public static class Dlt698Decoder
{
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
        if ((control & 0x20) != 0) Segment(apdu, keys);
        else if ((control & 7) is 1 or 3) new Dlt698Apdu(apdu).Say(keys);
        return meaning;
    }

    /// <summary>A part of an APDU: its number, and whether it is the first, the last, one between or a confirmation.</summary>
    private static void Segment(byte[] apdu, JsonObject keys)
    {
        if (apdu.Length < 2) return;
        int head = apdu[0] | (apdu[1] << 8);
        keys["segment"] = head & 0x0FFF;
        keys["segment_type"] = (head >> 14) switch { 0 => "first", 1 => "last", 2 => "confirmation", _ => "middle" };
        if (apdu.Length > 2) keys["segment_hex"] = Convert.ToHexString(apdu, 2, apdu.Length - 2);
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
