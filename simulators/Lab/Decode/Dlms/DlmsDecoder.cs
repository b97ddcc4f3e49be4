using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.MBus;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>
/// DLMS/COSEM: one HDLC frame, several that make one APDU (segments, or blocks of a general block transfer), M-Bus
/// long frames that carry one, or an APDU alone. With keys, what is ciphered is opened.
/// </summary>
public static class DlmsDecoder
{
    private const byte GeneralBlockTransfer = 0xE0;

    public static Meaning Decode(byte[] bytes) => Decode(bytes, null);

    public static Meaning Decode(byte[] bytes, DecodeKeys? keys)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0)
        {
            return Meaning.Bad("truncated: no bytes");
        }

        return bytes[0] switch
        {
            HdlcShape.Flag or (>= 0x80 and <= 0xBF) => Frames(bytes, keys),
            0x68 => MBusTransport(bytes, keys),
            0xE6 when HasHead(bytes) => Headed(bytes, keys),
            _ => Apdu(bytes, keys, Meaning.Good()),
        };
    }

    private static bool HasHead(ReadOnlySpan<byte> information) =>
        information.Length > 3 && information[0] == 0xE6 && information[1] is 0xE6 or 0xE7 && information[2] == 0;

    /// <summary>An APDU behind its LLC head, as gateways hand it on without the frame.</summary>
    private static Meaning Headed(byte[] bytes, DecodeKeys? keys)
    {
        var meaning = Meaning.Good();
        meaning.Keys["llc"] = bytes[1] == 0xE6 ? "request" : "response";
        return Apdu(bytes[3..], keys, meaning);
    }

    private static Meaning Apdu(byte[] apdu, DecodeKeys? keys, Meaning meaning)
    {
        if (ApduText.Say(apdu, out string? reason) is not { } said)
        {
            return Meaning.Bad(reason!);
        }

        meaning.Keys["apdu"] = said;
        if (keys is null || !said.ContainsKey("ciphered"))
        {
            return meaning;
        }

        if (Ciphered.Open(apdu, keys, out reason) is not { } plain)
        {
            return Meaning.Bad(reason!);
        }

        meaning.Keys["plain_apdu_hex"] = Convert.ToHexString(plain);
        if (ApduText.Say(plain, out _) is { } opened) meaning.Keys["plain_apdu"] = opened;
        return meaning;
    }

    private static Meaning Frames(byte[] bytes, DecodeKeys? keys)
    {
        var shape = new HdlcShape();
        var frame = new HdlcFrame();
        var heads = new JsonArray();
        var apdu = new List<byte>();
        bool isBlocks = false, isWhole = true;
        int at = 0;
        while (at < bytes.Length)
        {
            // One flag may close a frame and open the next.
            int start = at > 0 && bytes[at] != HdlcShape.Flag ? at - 1 : at;
            int length = shape.Weigh(bytes, start, bytes.Length, out int reason);
            if (length < 0)
            {
                return Meaning.Bad(WhyNot(bytes, start, length, reason));
            }

            frame.Read(bytes, start);
            heads.Add(HdlcText.Head(bytes, start, frame));
            if (start == 0 && start + length + 1 == bytes.Length)
            {
                // A ciphered APDU that came in one frame is said as one that came in several.
                byte[] information = bytes[frame.Information..(frame.Information + frame.InformationLength)];
                if (!(information.Length > 3 && information[0] == 0xE6 && information[3] == 0xDB))
                    return Single(frame, information, (JsonObject)heads[0]!.DeepClone(), keys);
            }

            isBlocks |= Gather(bytes.AsSpan(frame.Information, frame.InformationLength), apdu);
            isWhole = !frame.IsSegment;
            at = start + length;
            at += at + 1 == bytes.Length || (at + 1 < bytes.Length && bytes[at + 1] == HdlcShape.Flag) ? 1 : 0;
        }

        var meaning = Meaning.Good();
        meaning.Keys["frames"] = heads;
        meaning.Keys["general_block_transfer"] = isBlocks;
        return isWhole ? Apdu([.. apdu], keys, meaning) : Meaning.Bad("truncated: the last segment is missing");
    }

    private static Meaning Single(HdlcFrame frame, byte[] information, JsonObject head, DecodeKeys? keys)
    {
        var meaning = Meaning.Good();
        meaning.Keys["hdlc"] = head;
        if (information.Length == 0)
        {
            return meaning;
        }

        if (frame.Control is HdlcFrame.Snrm or HdlcFrame.Ua)
        {
            if (HdlcText.Negotiation(information) is { } negotiation) meaning.Keys["negotiation"] = negotiation;
            else meaning.Keys["info"] = Convert.ToHexString(information);
            return meaning;
        }

        bool hasHead = HasHead(information);
        if (hasHead) meaning.Keys["llc"] = information[1] == 0xE6 ? "request" : "response";
        if (hasHead && !frame.IsSegment)
        {
            return Apdu(information[3..], keys, meaning);
        }

        meaning.Keys["info"] = Convert.ToHexString(information);
        if (frame.IsSegment) meaning.Keys["note"] = "segment: the information field goes on in the next frame";
        return meaning;
    }

    /// <summary>Adds the information of a frame to the APDU; true for a block of a general block transfer.</summary>
    private static bool Gather(ReadOnlySpan<byte> information, List<byte> apdu)
    {
        if (information.Length >= 3 && information[0] == 0xE6 && information[1] is 0xE6 or 0xE7 && information[2] == 0)
            information = information[3..];
        if (information.Length < 7 || information[0] != GeneralBlockTransfer)
        {
            apdu.AddRange(information);
            return false;
        }

        // E0, control, number (2), acknowledged (2), length, data.
        byte[] block = information.ToArray();
        var reader = new AxdrReader();
        reader.Begin(block, 6, block.Length - 6);
        int length = reader.ReadLength();
        apdu.AddRange(block.AsSpan(reader.Position, Math.Min(length, block.Length - reader.Position)));
        return true;
    }

    private static Meaning MBusTransport(byte[] bytes, DecodeKeys? keys)
    {
        var shape = new MBusShape();
        var segments = new JsonArray();
        var apdu = new List<byte>();
        int after = 0;
        for (int at = 0; at < bytes.Length;)
        {
            int reason = FrameReject.None;
            int length = LongFrame(bytes, at) is > 0 and var folded ? folded : shape.Weigh(bytes, at, bytes.Length, out reason);
            if (length < 9 || (bytes[at + 4] & 0xDF) != 0x53 || length < 11)
            {
                return Meaning.Bad(length == FrameScanner.Incomplete ? "truncated: the last long frame is not whole"
                    : reason == FrameReject.BadChecksum ? "checksum: of a long frame" : "bad head: no long frame with DLMS in it");
            }

            int ci = bytes[at + 6];
            segments.Add(new JsonObject
            {
                ["length"] = length - 6,
                ["control"] = $"{bytes[at + 4]:X2}",
                ["address"] = bytes[at + 5],
                ["ci"] = $"{ci:X2}",
                ["stsap"] = bytes[at + 7],
                ["dtsap"] = bytes[at + 8],
            });
            apdu.AddRange(bytes.AsSpan(at + 9, length - 11));
            if ((ci & 0x0F) != segments.Count - 1)
            {
                return Meaning.Bad($"bad content: segment {ci & 0x0F} where {segments.Count - 1} should be");
            }

            at += length;
            bool isLast = (ci & 0x10) != 0;
            if (isLast && at < bytes.Length && bytes[at] == 0x68)
            {
                // The next push begins.
                after = bytes.Length - at;
                break;
            }

            if (isLast != (at == bytes.Length))
            {
                return Meaning.Bad(at == bytes.Length ? "truncated: the last segment is missing" : "bad content: segments behind the last one");
            }
        }

        var meaning = Meaning.Good();
        meaning.Keys["mbus_segments"] = segments;
        if (after > 0) meaning.Keys["bytes_after"] = after;
        return Apdu([.. apdu], keys, meaning);
    }

    /// <summary>Some meters send 256 bytes and more in a long frame: its length bytes are what is left of the length then (seen in the Tyrol and in Salzburg).</summary>
    private static int LongFrame(byte[] bytes, int at)
    {
        if (at + 4 > bytes.Length || bytes[at + 1] > 8 || bytes[at + 1] != bytes[at + 2] || bytes[at + 3] != 0x68) return 0;
        int length = 256 + bytes[at + 1] + 6;
        if (at + length > bytes.Length || bytes[at + length - 1] != 0x16) return 0;
        int sum = 0;
        for (int i = at + 4; i < at + length - 2; i++) sum += bytes[i];
        return (byte)sum == bytes[at + length - 2] ? length : 0;
    }

    private static string WhyNot(byte[] bytes, int start, int length, int reason)
    {
        int said = start + 2 < bytes.Length ? ((bytes[start + 1] & 7) << 8) | bytes[start + 2] : 0;
        if (bytes[start] != HdlcShape.Flag || reason == FrameReject.BadHead)
        {
            return "bad head: frame format type is not 1010, or an address does not end";
        }

        return (length, reason) switch
        {
            (FrameScanner.Incomplete, _) => $"truncated: length {said}",
            (_, FrameReject.BadEnd) => "end byte: no closing flag where the length field says",
            _ => $"bad FCS: or HCS, of a frame of {said} bytes",
        };
    }
}
