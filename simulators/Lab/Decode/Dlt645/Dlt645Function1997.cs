using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>What each function's data means in DL/T 645-1997 (clause 6). What fits no rule is shown as <c>payload_hex</c>.</summary>
internal static class Dlt645Function1997
{
    private const int IdentifierBytes = 2, PasswordBytes = 4;

    private static readonly string[] _errorTexts =
    [
        "illegal data", "wrong identifier", "password wrong", "reserved", "number of year zones exceeded",
        "number of day periods exceeded", "number of tariffs exceeded", "reserved",
    ];

    public static string Name(int function) => function switch
    {
        0x01 => "read_data",
        0x02 => "read_follow_up",
        0x03 => "read_again",
        0x04 => "write_data",
        0x08 => "broadcast_time",
        0x0A => "write_address",
        0x0C => "change_baud",
        0x0F => "change_password",
        0x10 => "clear_max_demand",
        _ => "unknown",
    };

    /// <summary>Adds the keys of the frame's function and direction.</summary>
    public static void Say(Dlt645Frame frame, JsonObject keys)
    {
        byte[] data = frame.Payload[..frame.PayloadLength];
        if (frame.FromMeter && frame.Abnormal)
        {
            Dlt645Function.SayError(data, _errorTexts, keys);
            return;
        }

        bool said = (frame.FromMeter, frame.Function) switch
        {
            (false, 0x01 or 0x02) => SayQuestion(data, keys),
            (true, 0x01 or 0x02 or 0x03) => SayAnswer(data, keys),
            (false, 0x04) => SayWrite(data, keys),
            (false, 0x08) => Dlt645Function.SayBroadcastTime(data, keys),
            (false, 0x0A) => Dlt645Function.SayAddress("new_address", data, keys),
            _ => false,
        };
        if (!said && data.Length > 0)
        {
            keys["payload_hex"] = Convert.ToHexString(data);
        }
    }

    private static bool SayQuestion(byte[] data, JsonObject keys)
    {
        if (data.Length != IdentifierBytes)
        {
            return false;
        }

        keys["data_id"] = BcdText.Digits(data);
        return true;
    }

    private static bool SayAnswer(byte[] data, JsonObject keys)
    {
        if (data.Length < IdentifierBytes)
        {
            return false;
        }

        string id = BcdText.Digits(data.AsSpan(0, IdentifierBytes));
        var payload = data.AsSpan(IdentifierBytes);
        keys["data_id"] = id;
        keys["payload_hex"] = Convert.ToHexString(payload);
        var format = new Dlt645Format();
        if (Dlt645Formats1997.Find(Convert.ToInt32(id, 16), format) && Dlt645Items.Read(0, format, payload) is { } items)
        {
            keys["items"] = items;
        }

        return true;
    }

    private static bool SayWrite(byte[] data, JsonObject keys)
    {
        if (data.Length < IdentifierBytes + PasswordBytes)
        {
            return false;
        }

        keys["data_id"] = BcdText.Digits(data.AsSpan(0, IdentifierBytes));
        keys["password_level"] = $"{data[IdentifierBytes]:X2}";
        keys["password"] = BcdText.Digits(data.AsSpan(IdentifierBytes + 1, PasswordBytes - 1));
        keys["payload_hex"] = Convert.ToHexString(data.AsSpan(IdentifierBytes + PasswordBytes));
        return true;
    }
}
