using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>The head of an HDLC frame, and the parameters of SNRM and UA, as JSON.</summary>
internal static class HdlcText
{
    public static JsonObject Head(byte[] bytes, int start, HdlcFrame frame)
    {
        int control = frame.Control;
        var said = new JsonObject
        {
            ["dest"] = Address(bytes, frame.Destination, frame.DestinationLength),
            ["src"] = Address(bytes, frame.Source, frame.SourceLength),
            ["type"] = Kind(control),
        };
        if (frame.IsInformation) said["ns"] = frame.SendNumber;
        if (frame.IsInformation || (control & 3) == 1) said["nr"] = frame.ReceiveNumber;
        said["pf"] = (control & 0x10) != 0;
        said["segmented"] = frame.IsSegment;
        said["length"] = ((bytes[start + 1] & 7) << 8) | bytes[start + 2];
        return said;
    }

    /// <summary>81 80 L, then number, length, value each; null when it does not fit.</summary>
    public static JsonObject? Negotiation(ReadOnlySpan<byte> information)
    {
        if (information.Length < 3 || information[0] != 0x81 || information[1] != 0x80 || information[2] != information.Length - 3)
            return null;
        var said = new JsonObject();
        for (int at = 3; at < information.Length;)
        {
            if (at + 2 > information.Length || at + 2 + information[at + 1] > information.Length || information[at + 1] > 4)
                return null;
            long value = 0;
            foreach (byte b in information.Slice(at + 2, information[at + 1])) value = (value << 8) | b;
            said[information[at] switch { 5 => "max_info_tx", 6 => "max_info_rx", 7 => "window_tx", 8 => "window_rx", var other => $"parameter_{other:X2}" }] = value;
            at += 2 + information[at + 1];
        }

        return said;
    }

    private static string Kind(int control) => (control & 0xEF) switch
    {
        0x83 => "SNRM",
        0x63 => "UA",
        0x43 => "DISC",
        0x0F => "DM",
        0x87 => "FRMR",
        0x03 => "UI",
        _ => (control & 1) == 0 ? "I" : (control & 0x0F) == 1 ? "RR" : (control & 0x0F) == 5 ? "RNR" : "unknown",
    };

    private static JsonObject Address(byte[] bytes, int at, int count)
    {
        var said = new JsonObject { ["upper"] = count == 4 ? (bytes[at] >> 1 << 7) | (bytes[at + 1] >> 1) : bytes[at] >> 1 };
        if (count > 1) said["lower"] = count == 4 ? (bytes[at + 2] >> 1 << 7) | (bytes[at + 3] >> 1) : bytes[at + 1] >> 1;
        said["bytes"] = count;
        return said;
    }
}
