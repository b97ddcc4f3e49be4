namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>Packets that are right in both versions, or right but for one field, and ways to spoil them.</summary>
internal static class Skeletons
{
    private static readonly string[] _levels = ["v1", "up", "down", "status", "r0", "r1", "h0", "+", "#", "", "$SYS", "$share", "g", "é", "a\0b"];
    private static readonly byte[] _telling = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF];

    public static byte[] Connect(Random random, string name, int level, bool clean, int expiry, bool odd)
    {
        var will = random.Next(3) == 0;
        var willQos = will ? random.Next(3) : 0;
        var flags = 0x80 | (clean ? 2 : 0) | (will ? 4 : 0) | (willQos << 3) | (will && random.Next(2) == 0 ? 0x20 : 0);
        var properties = new Bytes();
        if (expiry > 0)
        {
            properties.Byte(0x11).Four((uint)expiry);
        }
        if (odd)
        {
            properties = AnyProperties(random, [0x11, 0x21, 0x27, 0x22, 0x19, 0x17, 0x26]);
        }
        var packet = new Bytes().Text("MQTT").Byte(level).Byte(flags).Two(random.Next(3)).Properties(level, properties).Text(name);
        if (will)
        {
            packet.Properties(level, AnyProperties(random, [0x18, 0x01, 0x02, 0x03, 0x08, 0x09, 0x26])).Text(random.Next(4) == 0 ? "other" : $"v1/status/{name}").Text("gone");
        }
        return packet.Text(name).Packet(0x10);
    }

    /// <summary>Any packet but CONNECT.</summary>
    public static byte[] Any(Random random, int level, string name)
    {
        var id = random.Next(12);
        switch (random.Next(12))
        {
            case 0:
                return new Bytes().Packet(0xC0);
            case 1:
                var subscribe = new Bytes().Two(id).Properties(level, AnyProperties(random, [0x0B, 0x26]));
                for (var i = random.Next(4); i >= 0; i--)
                {
                    subscribe.Text(Filter(random, name)).Byte(random.Next(level == 5 ? 0x30 : 3) & ~0xC0);
                }
                return subscribe.Packet(0x82);
            case 2:
                return new Bytes().Two(id).Properties(level, null).Text(Filter(random, name)).Packet(0xA2);
            case 3 or 4:
                var first = random.Next(4) switch { 0 => 0x40, 1 => 0x50, 2 => 0x62, _ => 0x70 };
                var ack = new Bytes().Two(id);
                return (level == 5 && random.Next(3) == 0 ? ack.Byte(random.Next(2) * 0x92).Properties(5, AnyProperties(random, [0x1F, 0x26])) : ack).Packet(first);
            case 5 when random.Next(4) == 0:
                return level == 5 && random.Next(2) == 0
                    ? new Bytes().Byte(random.Next(6)).Properties(5, AnyProperties(random, [0x11, 0x1F, 0x26])).Packet(0xE0)
                    : new Bytes().Packet(0xE0);
            case 6 when random.Next(8) == 0:
                return new Bytes().Packet(random.Next(16) << 4);
            default:
                return Publish(random, level, name, id);
        }
    }

    /// <summary>A structural change: somewhere a wrong byte, bytes too many or too few; the length is made right again or not.</summary>
    public static byte[] Spoil(Random random, byte[] packet)
    {
        var head = 1;
        while (head < packet.Length - 1 && packet[head] > 127)
        {
            head++;
        }
        List<byte> body = [.. packet.AsSpan(Math.Min(head + 1, packet.Length))];
        var first = packet[0];
        for (var i = random.Next(3); i >= 0; i--)
        {
            var at = body.Count == 0 ? 0 : random.Next(body.Count);
            switch (random.Next(8))
            {
                case 0 when body.Count > 0:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when body.Count > 0:
                    body[at] = _telling[random.Next(_telling.Length)];
                    break;
                case 2:
                    body.RemoveRange(at, random.Next(body.Count - at + 1));
                    break;
                case 3:
                    body.Insert(at, _telling[random.Next(_telling.Length)]);
                    break;
                case 4 when body.Count > 0:
                    body.InsertRange(at, body.GetRange(at, random.Next(body.Count - at)));
                    break;
                case 5:
                    first ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    body.AddRange(Enumerable.Repeat(_telling[random.Next(_telling.Length)], random.Next(20)));
                    break;
            }
        }
        var length = random.Next(5) == 0 ? Math.Max(0, body.Count + random.Next(-3, 4)) : body.Count;
        return random.Next(50) == 0 ? [first, 0xFF, 0xFF, 0xFF, 0xFF, .. body] : [first, .. Bytes.VarInt(length), .. body];
    }

    private static byte[] Publish(Random random, int level, string name, int id)
    {
        var qos = random.Next(3);
        var topic = random.Next(4) switch
        {
            0 => $"v1/status/{name}",
            1 when level == 5 && random.Next(3) == 0 => "",
            2 when random.Next(4) == 0 => Topic(random),
            _ => $"v1/up/{name}/readings",
        };
        var properties = topic.Length == 0 ? new Bytes().Byte(0x23).Two(random.Next(6)) : AnyProperties(random, [0x01, 0x02, 0x03, 0x08, 0x09, 0x23, 0x26]);
        var packet = new Bytes().Text(topic);
        if (qos > 0)
        {
            packet.Two(id);
        }
        var payload = new byte[random.Next(random.Next(10) == 0 ? 2_000 : 40)];
        payload.AsSpan().Fill((byte)(random.Next(20) == 0 ? 0xEE : 'x'));
        return packet.Properties(level, properties).Raw(payload).Packet(0x30 | (qos << 1) | (random.Next(3) == 0 ? 1 : 0) | (qos > 0 && random.Next(4) == 0 ? 8 : 0));
    }

    private static string Topic(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => _levels[random.Next(_levels.Length)]));

    private static string Filter(Random random, string name) => random.Next(4) switch
    {
        0 => $"v1/down/{name}/#",
        1 => $"$share/g/v1/down/{name}/{(random.Next(2) == 0 ? "+" : "x")}",
        2 => "#",
        _ => Topic(random),
    };

    /// <summary>Mostly few and right; now and then any identifier with a value that may fit or not.</summary>
    private static Bytes AnyProperties(Random random, ReadOnlySpan<byte> usual)
    {
        var properties = new Bytes();
        for (var i = random.Next(3); i > 0; i--)
        {
            var id = random.Next(12) == 0 ? random.Next(0x30) : usual[random.Next(usual.Length)];
            properties.Byte(id);
            switch (id)
            {
                case 0x01 or 0x17 or 0x19:
                    properties.Byte(random.Next(random.Next(8) == 0 ? 3 : 2));
                    break;
                case 0x02 or 0x11 or 0x18:
                    properties.Four((uint)random.Next(4));
                    break;
                case 0x27:
                    properties.Four((uint)random.Next(1, 200));
                    break;
                case 0x21 or 0x22 or 0x23:
                    properties.Two(random.Next(6));
                    break;
                case 0x0B:
                    properties.Raw(Bytes.VarInt(random.Next(random.Next(4) == 0 ? 2 : 300_000)));
                    break;
                case 0x26:
                    properties.Text("n").Text("é");
                    break;
                default:
                    properties.Text(random.Next(6) == 0 ? "a/+" : "text");
                    break;
            }
        }
        return properties;
    }
}
