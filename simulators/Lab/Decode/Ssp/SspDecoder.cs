using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Ssp;

/// <summary>
/// SSP (ITL GA138). A reply does not say which command it answers: events are tried first, then the replies
/// that their shape gives away. Encrypted packets (7E) are shown as they are.
/// </summary>
public static class SspDecoder
{
    private const byte Encrypted = 0x7E;
    private const byte FirstReply = 0xF0;

    public static Meaning Decode(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var frame = SspFrame.Find(bytes, out string? reason);
        if (frame is null)
        {
            return Meaning.Bad(reason!);
        }

        var meaning = Meaning.Good();
        var keys = meaning.Keys;
        keys["seq"] = frame.SequenceAndAddress >> 7;
        keys["addr"] = frame.SequenceAndAddress & 0x7F;
        keys["data"] = Convert.ToHexStringLower(frame.Data);
        if (frame.NoiseBytes > 0) keys["noise_before"] = frame.NoiseBytes;
        if (frame.BytesAfter > 0) keys["bytes_after"] = frame.BytesAfter;
        switch (frame.Data)
        {
            case []:
                break;
            case [Encrypted, ..]:
                keys["encrypted"] = true;
                break;
            case [>= FirstReply, ..]:
                keys["dir"] = "slave";
                SayReply(frame.Data, keys);
                break;
            default:
                keys["dir"] = "host";
                SayCommand(frame.Data, keys);
                break;
        }

        return meaning;
    }

    private static void SayCommand(byte[] data, JsonObject keys)
    {
        keys["cmd"] = SspNames.Command(data[0]);
        switch (data)
        {
            case [0x06, var version]:
                keys["version"] = version;
                break;
            case [0x0C, var device]:
                keys["device"] = device;
                break;
            case [0x02, _, ..] when data.Length <= 9:
                var enabled = new JsonArray();
                for (int channel = 1; channel <= (data.Length - 1) * 8; channel++)
                {
                    if ((data[1 + ((channel - 1) / 8)] & (1 << ((channel - 1) % 8))) != 0) enabled.Add(channel);
                }

                keys["enabled"] = enabled;
                break;
            case [0x4A or 0x4B or 0x4C, ..] when data.Length == 9:
                keys["value"] = BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(1));
                keys["endian"] = "little";
                break;
            case [0x4D, var speed, _]:
                keys["baud"] = speed switch { 0 => 9600, 1 => 38400, 2 => 115200, _ => null };
                break;
            default:
                break;
        }
    }

    private static void SayReply(byte[] data, JsonObject keys)
    {
        keys["resp"] = SspNames.Reply(data[0]);
        if (data[0] != FirstReply || data.Length == 1)
        {
            return;
        }

        var body = data.AsSpan(1);
        if (Events(body) is { } events)
        {
            keys["events"] = events;
        }
        else if (body.Length == 1 && SspNames.RejectCode(body[0]) is { } code)
        {
            keys["code"] = code;
        }
        else if (body.Length == 8 && !body.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            keys["ascii"] = Encoding.ASCII.GetString(body);
        }
        else if (body.Length == 4)
        {
            keys["serial"] = BinaryPrimitives.ReadUInt32BigEndian(body);
            keys["endian"] = "big";
        }
        else if (body.Length == 21 && body[0] == 5)
        {
            string[] counters = ["stacked", "stored", "dispensed", "transferred", "rejected"];
            for (int i = 0; i < counters.Length; i++)
            {
                keys[counters[i]] = BinaryPrimitives.ReadUInt32LittleEndian(body[(1 + (4 * i))..]);
            }

            keys["endian"] = "little";
        }
    }

    /// <summary>Null if the bytes are not events from end to end.</summary>
    private static JsonArray? Events(ReadOnlySpan<byte> body)
    {
        var events = new JsonArray();
        for (int at = 0; at < body.Length; at++)
        {
            if (SspNames.Event(body[at]) is not var (name, hasChannel))
            {
                return null;
            }

            if (!hasChannel)
            {
                events.Add(name);
                continue;
            }

            if (++at == body.Length)
            {
                return null;
            }

            events.Add(new JsonObject { [name] = body[at] });
        }

        return events;
    }
}
