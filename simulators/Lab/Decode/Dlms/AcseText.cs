using System.Text;
using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>AARQ, AARE, RLRQ and RLRE (IEC 62056-5-3, 9.3): BER, one level of tags.</summary>
internal static class AcseText
{
    private static readonly string[] _mechanisms = ["none", "LLS", "HLS", "HLS-MD5", "HLS-SHA1", "HLS-GMAC", "HLS-SHA256", "HLS-ECDSA"];

    // Bit 0 is the top bit of the first byte.
    private static readonly string[] _conformance =
    [
        "reserved-zero", "general-protection", "general-block-transfer", "read", "write", "unconfirmed-write", "delta-value-encoding", "reserved-seven",
        "attribute0-supported-with-set", "priority-mgmt-supported", "attribute0-supported-with-get", "block-transfer-with-get-or-read",
        "block-transfer-with-set-or-write", "block-transfer-with-action", "multiple-references", "information-report",
        "data-notification", "access", "parameterized-access", "get", "set", "selective-access", "event-notification", "action",
    ];

    /// <summary>What an ACSE APDU says; null and a reason when it does not fit.</summary>
    public static JsonObject? Say(byte[] apdu, out string? reason)
    {
        reason = null;
        int kind = apdu[0];
        if (apdu.Length < 2 || apdu[1] != apdu.Length - 2)
        {
            reason = $"bad content: ACSE length {(apdu.Length < 2 ? 0 : apdu[1])}, has {apdu.Length - 2}";
            return null;
        }

        var said = new JsonObject { ["type"] = kind switch { 0x60 => "aarq", 0x61 => "aare", 0x62 => "rlrq", _ => "rlre" } };
        for (int at = 2; at < apdu.Length;)
        {
            if (at + 2 > apdu.Length || at + 2 + apdu[at + 1] > apdu.Length)
            {
                reason = "bad content: a field of the ACSE runs past its end";
                return null;
            }

            byte tag = apdu[at];
            byte[] value = apdu[(at + 2)..(at + 2 + apdu[at + 1])];
            at += 2 + value.Length;
            if (!Field(kind, tag, value, said))
            {
                reason = $"bad content: field {tag:X2} of the ACSE";
                return null;
            }
        }

        return said;
    }

    /// <summary>Initiate request and response, or what stands in their place.</summary>
    public static JsonObject? Initiate(byte[] data)
    {
        int at = 0;
        switch (data.Length == 0 ? -1 : data[0])
        {
            case 0x01:
                var request = new JsonObject { ["type"] = "initiate-request" };
                at = 1;
                if (at < data.Length && data[at++] == 1)
                {
                    if (at >= data.Length || at + 1 + data[at] > data.Length) return null;
                    request["dedicated_key"] = Convert.ToHexString(data, at + 1, data[at]);
                    at += 1 + data[at];
                }

                // Response allowed, quality of service: each present or not.
                if (at < data.Length && data[at++] == 1) at++;
                if (at < data.Length && data[at++] == 1) at++;
                return Common(data, at, request) && Rest(data, at, request, "client_max_pdu", null) ? request : null;
            case 0x08:
                var response = new JsonObject { ["type"] = "initiate-response" };
                at = 1;
                if (at < data.Length && data[at++] == 1) at++;
                return Common(data, at, response) && Rest(data, at, response, "server_max_pdu", "vaa_name") ? response : null;
            case 0x0E:
                return new JsonObject { ["type"] = "confirmed-service-error", ["data"] = Convert.ToHexString(data) };
            default:
                return null;
        }
    }

    private static bool Common(byte[] data, int at, JsonObject said)
    {
        if (at + 8 > data.Length || data[at + 1] != 0x5F || data[at + 2] != 0x1F || data[at + 3] != 4)
            return false;
        byte[] bits = data[(at + 5)..(at + 8)];
        said["dlms_version"] = data[at];
        var list = new JsonArray();
        for (int i = 0; i < 24; i++)
        {
            if ((bits[i / 8] & (0x80 >> (i % 8))) != 0) list.Add(_conformance[i]);
        }

        said["conformance"] = list;
        said["conformance_hex"] = Convert.ToHexString(bits);
        return true;
    }

    private static bool Rest(byte[] data, int at, JsonObject said, string pdu, string? name)
    {
        at += 8;
        if (data.Length != at + (name is null ? 2 : 4))
            return false;
        said[pdu] = (data[at] << 8) | data[at + 1];
        if (name is not null) said[name] = Convert.ToHexString(data, at + 2, 2);
        return true;
    }

    private static bool Field(int kind, byte tag, byte[] value, JsonObject said)
    {
        switch (tag)
        {
            case 0x80 when kind is 0x62 or 0x63 && value.Length == 1:
                said["reason"] = value[0];
                return true;
            case 0xA1 when value.Length == 9:
                said["context"] = value[^1] switch { 1 => "LN no ciphering", 2 => "SN no ciphering", 3 => "LN ciphering", 4 => "SN ciphering", _ => "unknown" };
                return true;
            case 0xA2 when kind == 0x61 && value.Length == 3:
                said["result"] = value[2] switch { 0 => "accepted", 1 => "rejected-permanent", _ => "rejected-transient" };
                return true;
            case 0xA3 when kind == 0x61 && value.Length == 5:
                said["diagnostic_source"] = value[0] == 0xA1 ? "service-user" : "service-provider";
                said["diagnostic"] = value[4];
                return true;
            case 0xA6 or 0xA4 when value.Length >= 2 && value[0] == 4:
                said["system_title"] = Convert.ToHexString(value, 2, value.Length - 2);
                return true;
            case 0x8A or 0x88:
                said["acse_requirements"] = Convert.ToHexString(value);
                return true;
            case 0x8B or 0x89 when value.Length > 0:
                said["mechanism"] = value[^1] < _mechanisms.Length ? _mechanisms[value[^1]] : "unknown";
                return true;
            case 0xAC or 0xAA when value.Length >= 2:
                byte[] secret = value[2..];
                said["auth_value"] = Convert.ToHexString(secret);
                if (secret.Length > 0 && secret.All(b => b is >= 32 and < 127)) said["auth_value_ascii"] = Encoding.ASCII.GetString(secret);
                return true;
            case 0xBE when value.Length >= 2 && value[0] == 4 && value[1] == value.Length - 2:
                byte[] information = value[2..];
                var initiate = Initiate(information) ?? Ciphered.Say(information);
                said["user_information"] = initiate;
                return initiate is not null;
            default:
                said[$"field_{tag:X2}"] = Convert.ToHexString(value);
                return true;
        }
    }
}
