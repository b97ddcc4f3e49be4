using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>What each function's data means, asked and answered (DL/T 645-2007, clause 7). What fits no rule is shown as <c>payload_hex</c>.</summary>
internal static class Dlt645Function
{
    private const int IdentifierBytes = 4;

    /// <summary>Level and password, operator: 4 bytes each.</summary>
    private const int RightsBytes = 8;

    private static readonly string[] _errorTexts =
    [
        "other error", "no requested data", "password wrong or not authorised", "baud rate cannot be changed",
        "number of year zones exceeded", "number of day periods exceeded", "number of tariffs exceeded", "reserved",
    ];

    public static string Name(int function) => function switch
    {
        0x03 => "security",
        0x08 => "broadcast_time",
        0x11 => "read_data",
        0x12 => "read_follow_up",
        0x13 => "read_address",
        0x14 => "write_data",
        0x15 => "write_address",
        0x16 => "freeze",
        0x17 => "change_baud",
        0x18 => "change_password",
        0x19 => "clear_max_demand",
        0x1A => "clear_meter",
        0x1B => "clear_events",
        0x1C => "relay_control",
        _ => "unknown",
    };

    /// <summary>Adds the keys of the frame's function and direction.</summary>
    public static void Say(Dlt645Frame frame, JsonObject keys)
    {
        byte[] data = frame.Payload[..frame.PayloadLength];
        if (frame.FromMeter && frame.Abnormal)
        {
            SayError(data, _errorTexts, keys);
            return;
        }

        bool said = (frame.FromMeter, frame.Function) switch
        {
            (false, 0x08) => SayBroadcastTime(data, keys),
            (false, 0x11) => SayReadRequest(data, keys),
            (true, 0x11) or (true, 0x12) => SayAnswer(frame, data, keys),
            (false, 0x12) => SayFollowUpRequest(data, keys),
            (true, 0x13) => SayAddress("read_address", data, keys),
            (false, 0x14) => SayWrite(data, keys),
            (false, 0x15) => SayAddress("new_address", data, keys),
            (false, 0x16) => SayFreeze(data, keys),
            (_, 0x17) => SayBaud(data, keys),
            (false, 0x1C) => SayRelay(data, keys),
            _ => false,
        };
        if (!said && data.Length > 0)
        {
            keys["payload_hex"] = Convert.ToHexString(data);
        }
    }

    /// <summary>The bits of an abnormal answer, and the byte as it came.</summary>
    public static void SayError(byte[] data, string[] errors, JsonObject keys)
    {
        keys["error"] = true;
        if (data.Length == 0)
        {
            return;
        }

        var bits = new JsonArray();
        var texts = new JsonArray();
        for (int bit = 0; bit < 8; bit++)
        {
            if ((data[0] & (1 << bit)) != 0)
            {
                bits.Add(bit);
                texts.Add(errors[bit]);
            }
        }

        keys["error_bits"] = bits;
        keys["error_text"] = texts;
        keys["error_byte"] = $"{data[0]:X2}";
        if (data.Length > 1)
        {
            keys["payload_hex"] = Convert.ToHexString(data);
        }
    }

    /// <summary>ss mm hh DD MM YY.</summary>
    public static bool SayBroadcastTime(byte[] data, JsonObject keys)
    {
        if (data.Length != 6)
        {
            return false;
        }

        keys["time"] = BcdText.Time(data);
        return true;
    }

    /// <summary>DI; DI and a count of blocks; or DI, a count and the time (mm hh DD MM YY) to begin with.</summary>
    private static bool SayReadRequest(byte[] data, JsonObject keys)
    {
        if (data.Length < IdentifierBytes)
        {
            return false;
        }

        keys["data_id"] = BcdText.Digits(data.AsSpan(0, IdentifierBytes));
        var rest = data.AsSpan(IdentifierBytes);
        if (!rest.IsEmpty)
        {
            keys["payload_hex"] = Convert.ToHexString(rest);
        }

        if (rest.Length is 1 or 6)
        {
            keys["block_count"] = rest[0];
        }

        if (rest.Length == 6)
        {
            keys["from_time"] = BcdText.Time(rest[1..]);
        }

        return true;
    }

    private static bool SayFollowUpRequest(byte[] data, JsonObject keys)
    {
        if (data.Length != IdentifierBytes + 1)
        {
            return false;
        }

        keys["data_id"] = BcdText.Digits(data.AsSpan(0, IdentifierBytes));
        keys["frame_seq"] = data[IdentifierBytes];
        return true;
    }

    /// <summary>
    /// Frames of function 12 end in their number. The first part (B1) has none by the standard; meters that
    /// number it nevertheless say 00, so a last byte of 00 is taken for it.
    /// </summary>
    private static bool SayAnswer(Dlt645Frame frame, byte[] data, JsonObject keys)
    {
        if (data.Length < IdentifierBytes)
        {
            return false;
        }

        string id = BcdText.Digits(data.AsSpan(0, IdentifierBytes));
        keys["data_id"] = id;
        var payload = data.AsSpan(IdentifierBytes);
        bool first = frame.Function == 0x11;
        if (!payload.IsEmpty && (!first || (frame.MoreFollow && payload[^1] == 0)))
        {
            keys["frame_seq"] = payload[^1];
            payload = payload[..^1];
        }

        keys["payload_hex"] = Convert.ToHexString(payload);
        if (Dlt645Items.Read(Convert.ToUInt32(id, 16), payload) is { } items)
        {
            keys["items"] = items;
        }

        return true;
    }

    /// <summary>Six bytes of an address.</summary>
    public static bool SayAddress(string key, byte[] data, JsonObject keys)
    {
        if (data.Length != 6)
        {
            return false;
        }

        keys[key] = BcdText.Digits(data);
        return true;
    }

    private static bool SayWrite(byte[] data, JsonObject keys)
    {
        if (data.Length < IdentifierBytes + RightsBytes)
        {
            return false;
        }

        keys["data_id"] = BcdText.Digits(data.AsSpan(0, IdentifierBytes));
        SayRights(data.AsSpan(IdentifierBytes, RightsBytes), keys);
        keys["payload_hex"] = Convert.ToHexString(data.AsSpan(IdentifierBytes + RightsBytes));
        return true;
    }

    private static void SayRights(ReadOnlySpan<byte> rights, JsonObject keys)
    {
        keys["password_level"] = $"{rights[0]:X2}";
        keys["password"] = BcdText.Digits(rights[1..4]);
        keys["operator"] = BcdText.Digits(rights[4..RightsBytes]);
    }

    /// <summary>mm hh DD MM; 99 in a place means every.</summary>
    private static bool SayFreeze(byte[] data, JsonObject keys)
    {
        if (data.Length != 4)
        {
            return false;
        }

        keys["freeze_MMDDhhmm"] = BcdText.Digits(data);
        return true;
    }

    private static bool SayBaud(byte[] data, JsonObject keys)
    {
        if (data.Length != 1)
        {
            return false;
        }

        keys["baud_code"] = $"{data[0]:X2}";
        keys["baud"] = data[0] switch
        {
            0x02 => 600,
            0x04 => 1200,
            0x08 => 2400,
            0x10 => 4800,
            0x20 => 9600,
            0x40 => 19200,
            _ => null,
        };
        return true;
    }

    /// <summary>Level, password, operator, N1, N2 = 00, valid until ss mm hh DD MM YY.</summary>
    private static bool SayRelay(byte[] data, JsonObject keys)
    {
        if (data.Length != RightsBytes + 8)
        {
            return false;
        }

        SayRights(data, keys);
        keys["command"] = data[RightsBytes] switch
        {
            0x1A => "trip",
            0x1B => "allow close",
            0x1C => "close directly",
            0x2A => "alarm",
            0x2B => "alarm off",
            0x3A => "keep power",
            0x3B => "keep power off",
            _ => null,
        };
        keys["command_code"] = $"{data[RightsBytes]:X2}";
        keys["valid_until"] = BcdText.Time(data.AsSpan(RightsBytes + 2));
        return true;
    }
}
