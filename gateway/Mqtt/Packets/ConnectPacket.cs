using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>CONNECT of 3.1.1 (3.1).</summary>
internal sealed class ConnectPacket
{
    public bool CleanSession { get; private set; }

    /// <summary>Seconds; 0 is none.</summary>
    public int KeepAlive { get; private set; }

    public string ClientId { get; private set; } = "";

    public Will? Will { get; private set; }

    public string? User { get; private set; }

    public byte[]? Password { get; private set; }

    /// <summary>Reads the body. <paramref name="level"/> is set as soon as it is known: a refusal is told in that version's form.</summary>
    public static CloseReason TryRead(ReadOnlySpan<byte> body, out int level, out ConnectPacket packet)
    {
        packet = new();
        level = 0;
        var cursor = new PacketCursor(body);
        if (!cursor.TryField(out var name))
        {
            return CloseReason.BadPacketLength;
        }
        if (!name.SequenceEqual("MQTT"u8) && !name.SequenceEqual("MQIsdp"u8))
        {
            return CloseReason.BadProtocolName;
        }
        if (!cursor.TryByte(out var levelByte))
        {
            return CloseReason.BadPacketLength;
        }
        level = levelByte;
        if (level != 4 || name.Length != 4)
        {
            return CloseReason.UnsupportedProtocolLevel;
        }
        if (!cursor.TryByte(out var flags) || !cursor.TryUInt16(out var keepAlive) || !cursor.TryField(out var clientId))
        {
            return CloseReason.BadPacketLength;
        }
        var (hasUser, hasPassword, hasWill) = ((flags & 0x80) != 0, (flags & 0x40) != 0, (flags & 0x04) != 0);
        var willQos = (flags >> 3) & 3;
        // 3.1.2-3, -11, -13 to -15, -22.
        if ((flags & 1) != 0 || willQos == 3 || (!hasWill && (flags & 0x38) != 0) || (hasPassword && !hasUser))
        {
            return CloseReason.BadFlags;
        }
        if (!TopicRules.IsText(clientId))
        {
            return CloseReason.BadUtf8;
        }
        packet.CleanSession = (flags & 2) != 0;
        packet.KeepAlive = keepAlive;
        packet.ClientId = Encoding.UTF8.GetString(clientId);
        var reason = packet.ReadRest(ref cursor, hasWill, willQos, (flags & 0x20) != 0, hasUser, hasPassword);
        if (reason != CloseReason.None)
        {
            return reason;
        }
        return cursor.AtEnd ? CloseReason.None : CloseReason.BadPacketLength;
    }

    private CloseReason ReadRest(ref PacketCursor cursor, bool hasWill, int willQos, bool willRetain, bool hasUser, bool hasPassword)
    {
        if (hasWill)
        {
            if (!cursor.TryField(out var topic) || !cursor.TryField(out var payload))
            {
                return CloseReason.BadPacketLength;
            }
            if (TopicRules.CheckName(topic) is var reason and not CloseReason.None)
            {
                return reason;
            }
            Will = new(Encoding.UTF8.GetString(topic), payload.ToArray(), Math.Min(willQos, 1), willRetain);
        }
        if (hasUser)
        {
            if (!cursor.TryField(out var user))
            {
                return CloseReason.BadPacketLength;
            }
            if (!TopicRules.IsText(user))
            {
                return CloseReason.BadUtf8;
            }
            User = Encoding.UTF8.GetString(user);
        }
        if (hasPassword)
        {
            if (!cursor.TryField(out var password))
            {
                return CloseReason.BadPacketLength;
            }
            Password = password.ToArray();
        }
        return CloseReason.None;
    }
}
