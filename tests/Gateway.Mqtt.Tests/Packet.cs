using System.Text;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Packets as a client writes them, from the standard and not from the endpoint's own code.</summary>
internal static class Packet
{
    public static readonly byte[] Pingreq = [0xC0, 0];
    public static readonly byte[] Disconnect = [0xE0, 0];

    public static byte[] Connect(
        string id, string? user = "c1", string? password = "pw", bool clean = true, int keepAlive = 60,
        (string Topic, string Payload, bool Retain)? will = null, byte level = 4)
    {
        var flags = (clean ? 2 : 0) | (user is null ? 0 : 0x80) | (password is null ? 0 : 0x40)
            | (will is null ? 0 : 4 | (will.Value.Retain ? 0x20 : 0));
        List<byte> body = [.. Text("MQTT"), level, (byte)flags, (byte)(keepAlive >> 8), (byte)keepAlive];
        if (level == 5)
        {
            body.Add(0);
        }
        body.AddRange(Text(id));
        if (will is { } w)
        {
            body.AddRange([.. Text(w.Topic), .. Text(w.Payload)]);
        }
        body.AddRange(user is null ? [] : Text(user));
        body.AddRange(password is null ? [] : Text(password));
        return Whole(0x10, [.. body]);
    }

    public static byte[] Publish(string topic, string payload, int id = 0, bool retain = false, bool duplicate = false, int qos = 1) =>
        Whole(
            (byte)(0x30 | (duplicate ? 8 : 0) | (id > 0 ? qos << 1 : 0) | (retain ? 1 : 0)),
            [.. Text(topic), .. id > 0 ? new byte[] { (byte)(id >> 8), (byte)id } : [], .. Encoding.UTF8.GetBytes(payload)]);

    public static byte[] Subscribe(int id, params (string Filter, int Qos)[] filters) =>
        Whole(0x82, [(byte)(id >> 8), (byte)id, .. filters.SelectMany(f => (byte[])[.. Text(f.Filter), (byte)f.Qos])]);

    public static byte[] Unsubscribe(int id, params string[] filters) =>
        Whole(0xA2, [(byte)(id >> 8), (byte)id, .. filters.SelectMany(Text)]);

    public static byte[] Puback(int id) => [0x40, 2, (byte)(id >> 8), (byte)id];

    public static byte[] Pubrec(int id) => [0x50, 2, (byte)(id >> 8), (byte)id];

    public static byte[] Pubrel(int id) => [0x62, 2, (byte)(id >> 8), (byte)id];

    public static byte[] Pubcomp(int id) => [0x70, 2, (byte)(id >> 8), (byte)id];

    public static byte[] Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return [(byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8];
    }

    public static byte[] Whole(byte first, byte[] body)
    {
        List<byte> packet = [first];
        var left = body.Length;
        do
        {
            packet.Add((byte)((left % 128) | (left >= 128 ? 128 : 0)));
            left /= 128;
        }
        while (left > 0);
        return [.. packet, .. body];
    }

    /// <summary>What the endpoint sent, a word or two for each packet.</summary>
    public static List<string> Read(byte[] bytes)
    {
        var all = new List<string>();
        var at = 0;
        while (at < bytes.Length)
        {
            var (first, length, shift) = (bytes[at++], 0, 0);
            byte b;
            do
            {
                b = bytes[at++];
                length |= (b & 127) << shift;
                shift += 7;
            }
            while (b > 127);
            var body = bytes.AsSpan(at, length);
            at += length;
            all.Add((first >> 4) switch
            {
                2 => body.Length == 2 ? $"connack {body[1]} present={body[0]}" : $"connack5 {body[1]:x2}",
                3 => ReadPublish(first, body),
                4 => $"puback {(body[0] << 8) | body[1]}",
                5 => $"pubrec {(body[0] << 8) | body[1]}",
                6 => $"pubrel {(body[0] << 8) | body[1]}",
                7 => $"pubcomp {(body[0] << 8) | body[1]}",
                9 => $"suback {(body[0] << 8) | body[1]}:{string.Join(',', body[2..].ToArray().Select(code => code.ToString("x2", null)))}",
                11 => $"unsuback {(body[0] << 8) | body[1]}",
                13 => "pingresp",
                _ => $"? {first:x2}",
            });
        }
        return all;
    }

    private static string ReadPublish(byte first, ReadOnlySpan<byte> body)
    {
        var topic = (body[0] << 8) | body[1];
        var qos = (first >> 1) & 3;
        var id = qos > 0 ? $" {(qos == 2 ? "id2" : "id")}={(body[2 + topic] << 8) | body[3 + topic]}" : "";
        return $"publish {Encoding.UTF8.GetString(body.Slice(2, topic))} {Encoding.UTF8.GetString(body[(2 + topic + (qos > 0 ? 2 : 0))..])}"
            + id + ((first & 1) != 0 ? " retain" : "") + ((first & 8) != 0 ? " dup" : "");
    }
}
