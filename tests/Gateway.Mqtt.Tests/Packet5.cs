using System.Globalization;
using System.Text;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Packets of MQTT 5 as a client writes and reads them, from the standard and not from the endpoint's own code.</summary>
internal static class Packet5
{
    private static readonly string[] _acks = ["puback", "pubrec", "pubrel", "pubcomp"];

    public static byte[] Connect(
        string id, byte[]? properties = null, bool clean = true, int keepAlive = 60, string? user = "c1", string? password = "pw",
        (string Topic, string Payload, int Qos, bool Retain, byte[] Properties)? will = null)
    {
        var flags = (clean ? 2 : 0) | (user is null ? 0 : 0x80) | (password is null ? 0 : 0x40)
            | (will is null ? 0 : 4 | (will.Value.Qos << 3) | (will.Value.Retain ? 0x20 : 0));
        List<byte> body = [.. Packet.Text("MQTT"), 5, (byte)flags, (byte)(keepAlive >> 8), (byte)keepAlive, .. Block(properties), .. Packet.Text(id)];
        if (will is { } w)
        {
            body.AddRange([.. Block(w.Properties), .. Packet.Text(w.Topic), .. Packet.Text(w.Payload)]);
        }
        body.AddRange(user is null ? [] : Packet.Text(user));
        body.AddRange(password is null ? [] : Packet.Text(password));
        return Packet.Whole(0x10, [.. body]);
    }

    public static byte[] Publish(
        string topic, string payload, int id = 0, int qos = -1, bool retain = false, bool duplicate = false, byte[]? properties = null)
    {
        qos = qos >= 0 ? qos : id > 0 ? 1 : 0;
        return Packet.Whole(
            (byte)(0x30 | (duplicate ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)),
            [.. Packet.Text(topic), .. qos > 0 ? Two(id) : [], .. Block(properties), .. Encoding.UTF8.GetBytes(payload)]);
    }

    public static byte[] Subscribe(int id, params (string Filter, int Options)[] filters) => Subscribe(id, (byte[])[], filters);

    public static byte[] Subscribe(int id, byte[] properties, params (string Filter, int Options)[] filters) =>
        Packet.Whole(0x82, [.. Two(id), .. Block(properties), .. filters.SelectMany(f => (byte[])[.. Packet.Text(f.Filter), (byte)f.Options])]);

    public static byte[] Unsubscribe(int id, params string[] filters) =>
        Packet.Whole(0xA2, [.. Two(id), .. Block(null), .. filters.SelectMany(Packet.Text)]);

    /// <summary>PUBACK 0x40, PUBREC 0x50, PUBREL 0x62, PUBCOMP 0x70.</summary>
    public static byte[] Ack(byte first, int id, int reason = 0) =>
        Packet.Whole(first, reason == 0 ? Two(id) : [.. Two(id), (byte)reason]);

    public static byte[] Disconnect(byte reason = 0, byte[]? properties = null) => Packet.Whole(0xE0, [reason, .. Block(properties)]);

    public static byte[] SessionExpiry(uint seconds) => [0x11, .. Four(seconds)];

    public static byte[] ReceiveMaximum(int count) => [0x21, .. Two(count)];

    public static byte[] PacketSize(uint bytes) => [0x27, .. Four(bytes)];

    public static byte[] AliasMaximum(int count) => [0x22, .. Two(count)];

    public static byte[] Alias(int alias) => [0x23, .. Two(alias)];

    public static byte[] Expiry(uint seconds) => [0x02, .. Four(seconds)];

    public static byte[] WillDelay(uint seconds) => [0x18, .. Four(seconds)];

    public static byte[] User(string name, string value) => [0x26, .. Packet.Text(name), .. Packet.Text(value)];

    public static byte[] SubscriptionId(int id) => [0x0B, .. VarInt(id)];

    public static byte[] Block(byte[]? properties) => [.. VarInt(properties?.Length ?? 0), .. properties ?? []];

    /// <summary>What the endpoint sent, a word or two for each packet, properties in brackets.</summary>
    public static List<string> Read(byte[] bytes)
    {
        var all = new List<string>();
        var at = 0;
        while (at < bytes.Length)
        {
            var first = bytes[at++];
            var length = ReadVarInt(bytes, ref at);
            var body = bytes[at..(at + length)];
            at += length;
            all.Add((first >> 4) switch
            {
                2 => $"connack {body[1]:x2} present={body[0]}{Properties(body, 2, out _)}",
                3 => ReadPublish(first, body),
                >= 4 and <= 7 => $"{_acks[(first >> 4) - 4]} {(body[0] << 8) | body[1]}{(body.Length > 2 ? $" {body[2]:x2}" : "")}",
                9 or 11 => ReadCodes(first, body),
                13 => "pingresp",
                14 => $"disconnect {body[0]:x2}{Properties(body, 1, out _)}",
                _ => $"? {first:x2}",
            });
        }
        return all;
    }

    private static string ReadCodes(byte first, byte[] body)
    {
        var properties = Properties(body, 2, out var at);
        return $"{(first >> 4 == 9 ? "suback" : "unsuback")} {(body[0] << 8) | body[1]}:"
            + string.Join(',', body[at..].Select(code => code.ToString("x2", CultureInfo.InvariantCulture))) + properties;
    }

    private static string ReadPublish(byte first, byte[] body)
    {
        var at = 2 + ((body[0] << 8) | body[1]);
        var topic = Encoding.UTF8.GetString(body, 2, at - 2);
        var qos = (first >> 1) & 3;
        var id = "";
        if (qos > 0)
        {
            id = $" {(qos == 2 ? "id2" : "id")}={(body[at] << 8) | body[at + 1]}";
            at += 2;
        }
        var properties = Properties(body, at, out at);
        return $"publish {topic} {Encoding.UTF8.GetString(body[at..])}{id}"
            + ((first & 1) != 0 ? " retain" : "") + ((first & 8) != 0 ? " dup" : "") + properties;
    }

    private static string Properties(byte[] body, int at, out int end)
    {
        end = at;
        if (at == body.Length)
        {
            return "";
        }
        var length = ReadVarInt(body, ref end);
        at = end;
        end += length;
        var all = new List<string>();
        while (at < end)
        {
            var id = body[at++];
            all.Add($"{id:x2}=" + id switch
            {
                0x01 or 0x17 or 0x19 or 0x24 or 0x25 or 0x28 or 0x29 or 0x2A => body[at++].ToString(CultureInfo.InvariantCulture),
                0x13 or 0x21 or 0x22 or 0x23 => $"{(body[at++] << 8) | body[at++]}",
                0x02 or 0x11 or 0x18 or 0x27 => $"{((uint)body[at++] << 24) | ((uint)body[at++] << 16) | ((uint)body[at++] << 8) | body[at++]}",
                0x0B => $"{ReadVarInt(body, ref at)}",
                0x26 => $"{ReadText(body, ref at)}:{ReadText(body, ref at)}",
                _ => ReadText(body, ref at),
            });
        }
        Assert.Equal(end, at);
        return all.Count == 0 ? "" : $" [{string.Join(' ', all)}]";
    }

    private static string ReadText(byte[] body, ref int at)
    {
        var length = (body[at] << 8) | body[at + 1];
        at += 2 + length;
        return Encoding.UTF8.GetString(body, at - length, length);
    }

    private static int ReadVarInt(byte[] bytes, ref int at)
    {
        var (value, shift) = (0, 0);
        byte b;
        do
        {
            b = bytes[at++];
            value |= (b & 127) << shift;
            shift += 7;
        }
        while (b > 127);
        return value;
    }

    private static byte[] VarInt(int value)
    {
        List<byte> bytes = [];
        do
        {
            bytes.Add((byte)((value % 128) | (value >= 128 ? 128 : 0)));
            value /= 128;
        }
        while (value > 0);
        return [.. bytes];
    }

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Four(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
