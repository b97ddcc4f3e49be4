using System.Text;
using System.Text.Unicode;

namespace Wattline.Gateway.Mqtt;

/// <summary>CONNECT of 3.1.1 and 5 (3.1).</summary>
internal sealed class ConnectPacket
{
    /// <summary>The session expiry interval that means for ever (MQTT 5, 3.1.2.11.2).</summary>
    public const uint NeverExpires = uint.MaxValue;

    /// <summary>4 is 3.1.1, 5 is 5.</summary>
    public int Level { get; private set; }

    /// <summary>Clean session, in 5 clean start.</summary>
    public bool Clean { get; private set; }

    /// <summary>Seconds; 0 is none.</summary>
    public int KeepAlive { get; private set; }

    public string ClientId { get; private set; } = "";

    public Will? Will { get; private set; }

    public string? User { get; private set; }

    public byte[]? Password { get; private set; }

    /// <summary>Seconds that the session is kept after the connection. What 3.1.1 calls a clean session is 0.</summary>
    public uint SessionExpiry { get; private set; }

    /// <summary>Messages of QoS 1 and 2 that the client takes unacknowledged.</summary>
    public int ReceiveMaximum { get; private set; } = ushort.MaxValue;

    /// <summary>Bytes of a packet that the client takes.</summary>
    public long MaximumPacketSize { get; private set; } = long.MaxValue;

    /// <summary>Topic aliases that the client takes.</summary>
    public int TopicAliasMaximum { get; private set; }

    public bool HasAuthenticationMethod { get; private set; }

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
        if (level is not (4 or 5) || name.Length != 4)
        {
            return CloseReason.UnsupportedProtocolLevel;
        }
        packet.Level = level;
        var reason = packet.ReadRest(ref cursor);
        return reason == CloseReason.None && !cursor.AtEnd ? CloseReason.BadPacketLength : reason;
    }

    private CloseReason ReadRest(ref PacketCursor cursor)
    {
        if (!cursor.TryByte(out var flags) || !cursor.TryUInt16(out var keepAlive))
        {
            return CloseReason.BadPacketLength;
        }
        var (hasUser, hasPassword, hasWill) = ((flags & 0x80) != 0, (flags & 0x40) != 0, (flags & 0x04) != 0);
        var willQos = (flags >> 3) & 3;
        // 3.1.2-3, -11, -13 to -15; a password without a user (3.1.2-22) is allowed in 5.
        if ((flags & 1) != 0 || willQos == 3 || (!hasWill && (flags & 0x38) != 0) || (hasPassword && !hasUser && Level == 4))
        {
            return CloseReason.BadFlags;
        }
        Clean = (flags & 2) != 0;
        KeepAlive = keepAlive;
        SessionExpiry = Level == 4 && !Clean ? NeverExpires : 0;
        if (Level == 5 && ReadProperties(ref cursor) is var fault and not CloseReason.None)
        {
            return fault;
        }
        if (!cursor.TryField(out var clientId))
        {
            return CloseReason.BadPacketLength;
        }
        if (!TopicRules.IsText(clientId))
        {
            return CloseReason.BadUtf8;
        }
        ClientId = Encoding.UTF8.GetString(clientId);
        if (hasWill && ReadWill(ref cursor, willQos, (flags & 0x20) != 0) is var reason and not CloseReason.None)
        {
            return reason;
        }
        return ReadCredentials(ref cursor, hasUser, hasPassword);
    }

    private CloseReason ReadProperties(ref PacketCursor cursor)
    {
        if (!cursor.TryProperties(out var block))
        {
            return CloseReason.BadPacketLength;
        }
        var properties = new PropertyWalk(block, PropertySets.Connect);
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.SessionExpiry:
                    SessionExpiry = properties.Number;
                    break;
                case PropertyId.ReceiveMaximum:
                    ReceiveMaximum = (int)properties.Number;
                    break;
                case PropertyId.MaximumPacketSize:
                    MaximumPacketSize = properties.Number;
                    break;
                case PropertyId.TopicAliasMaximum:
                    TopicAliasMaximum = (int)properties.Number;
                    break;
                case PropertyId.AuthenticationMethod:
                    HasAuthenticationMethod = true;
                    break;
                default:
                    // Response information is never given and reason strings only where the client cannot forbid them (3.1.2.11.6, -7).
                    break;
            }
        }
        // Data without a method is a protocol error (3.1.2.11.10).
        return properties.Fault == CloseReason.None && !HasAuthenticationMethod
            && (properties.Seen & (1UL << (int)PropertyId.AuthenticationData)) != 0
            ? CloseReason.BadPropertyValue
            : properties.Fault;
    }

    private CloseReason ReadWill(ref PacketCursor cursor, int qos, bool retain)
    {
        var (delay, expiry, isText) = (TimeSpan.Zero, (TimeSpan?)null, false);
        byte[] forwarded = [];
        if (Level == 5)
        {
            if (!cursor.TryProperties(out var block))
            {
                return CloseReason.BadPacketLength;
            }
            var properties = new PropertyWalk(block, PropertySets.Will);
            while (properties.Next())
            {
                switch (properties.Id)
                {
                    case PropertyId.WillDelay:
                        delay = TimeSpan.FromSeconds(properties.Number);
                        break;
                    case PropertyId.MessageExpiry:
                        expiry = TimeSpan.FromSeconds(properties.Number);
                        break;
                    case PropertyId.PayloadFormat:
                        isText = properties.Number == 1;
                        break;
                    default:
                        break;
                }
            }
            if (properties.Fault != CloseReason.None)
            {
                return properties.Fault;
            }
            forwarded = ForwardedProperties.Of(block, properties.Seen);
        }
        if (!cursor.TryField(out var topic) || !cursor.TryField(out var payload))
        {
            return CloseReason.BadPacketLength;
        }
        if (TopicRules.CheckName(topic) is var reason and not CloseReason.None)
        {
            return reason;
        }
        if (isText && !Utf8.IsValid(payload))
        {
            return CloseReason.BadPayloadFormat;
        }
        Will = new(Encoding.UTF8.GetString(topic), payload.ToArray(), qos, retain) { Properties = forwarded, Delay = delay, Expiry = expiry };
        return CloseReason.None;
    }

    private CloseReason ReadCredentials(ref PacketCursor cursor, bool hasUser, bool hasPassword)
    {
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
