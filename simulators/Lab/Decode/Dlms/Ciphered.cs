using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>Ciphered APDUs (IEC 62056-5-3, 5.3): global and dedicated, each by its service, and general.</summary>
internal static class Ciphered
{
    private static readonly Dictionary<int, string> _names = new()
    {
        [0x21] = "glo-initiate-request",
        [0x28] = "glo-initiate-response",
        [0xC8] = "glo-get-request",
        [0xC9] = "glo-set-request",
        [0xCA] = "glo-event-notification-request",
        [0xCB] = "glo-action-request",
        [0xCC] = "glo-get-response",
        [0xCD] = "glo-set-response",
        [0xCF] = "glo-action-response",
        [0xD0] = "ded-get-request",
        [0xD1] = "ded-set-request",
        [0xD3] = "ded-action-request",
        [0xD4] = "ded-get-response",
        [0xD5] = "ded-set-response",
        [0xD7] = "ded-action-response",
        [0xDB] = "general-glo-ciphering",
        [0xDC] = "general-ded-ciphering",
    };

    /// <summary>The parts of a ciphered APDU; null when it is none or does not fit.</summary>
    public static JsonObject? Say(byte[] apdu) => Parts(apdu, out _, out _, out _, out _);

    /// <summary>Opens a ciphered APDU; null and a reason when it cannot be.</summary>
    public static byte[]? Open(byte[] apdu, DecodeKeys keys, out string? reason)
    {
        reason = null;
        if (Parts(apdu, out byte[] title, out byte control, out uint counter, out int text) is null)
        {
            return null;
        }

        title = title.Length == 8 ? title : keys.Title ?? [];
        if (title.Length != 8)
        {
            reason = "unauthenticated: the telegram does not say its system title, and none was given";
            return null;
        }

        using var store = new LabKeys(keys);
        byte[] opened = apdu[text..];
        int length = new DlmsSecurity(store).Open(control, title, 0, counter, 0, keys.Authentication is null ? -1 : 1, opened, 0, opened.Length);
        reason = length < 0 ? "unauthenticated: the tag does not match with the given keys" : null;
        return length < 0 ? null : opened[..length];
    }

    private static JsonObject? Parts(byte[] apdu, out byte[] title, out byte control, out uint counter, out int text)
    {
        (title, control, counter, text) = ([], 0, 0, 0);
        if (apdu.Length < 3 || !_names.TryGetValue(apdu[0], out string? name))
        {
            return null;
        }

        var said = new JsonObject { ["type"] = name };
        int at = 1;
        if (apdu[0] is 0xDB or 0xDC)
        {
            int bytes = apdu[at++];
            if (at + bytes > apdu.Length) return null;
            title = apdu[at..(at + bytes)];
            said["system_title"] = Convert.ToHexString(title);
            at += bytes;
        }

        var reader = new AxdrReader();
        reader.Begin(apdu, at, apdu.Length - at);
        int length = reader.ReadLength();
        at = reader.Position;
        if (reader.Failed || length < DlmsSecurity.HeadBytes || length != apdu.Length - at)
        {
            return null;
        }

        control = apdu[at];
        counter = ((uint)apdu[at + 1] << 24) | ((uint)apdu[at + 2] << 16) | ((uint)apdu[at + 3] << 8) | apdu[at + 4];
        text = at + DlmsSecurity.HeadBytes;
        said["security_control"] = $"{control:X2}";
        said["invocation_counter"] = counter;
        said["ciphered"] = Convert.ToHexString(apdu, text, apdu.Length - text);
        return said;
    }
}
