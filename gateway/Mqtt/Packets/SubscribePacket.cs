namespace Wattline.Gateway.Mqtt;

/// <summary>SUBSCRIBE (3.8) or UNSUBSCRIBE (3.10).</summary>
internal sealed class SubscribePacket
{
    /// <summary>Filters of one packet, each with an answer; further ones go into another.</summary>
    private const int FiltersMax = 1_024;

    public ushort PacketId { get; private set; }

    /// <summary>0 is none.</summary>
    public uint SubscriptionId { get; private set; }

    /// <summary>The filters with what is asked for (nothing in UNSUBSCRIBE).</summary>
    public List<(string Filter, SubscribeOptions Options)> Filters { get; } = [];

    public static CloseReason TryRead(ReadOnlySpan<byte> body, int level, bool unsubscribe, out SubscribePacket packet)
    {
        packet = new();
        var cursor = new PacketCursor(body);
        if (!cursor.TryUInt16(out var id))
        {
            return CloseReason.BadPacketLength;
        }
        if (id == 0)
        {
            return CloseReason.BadPacketId;
        }
        packet.PacketId = id;
        if (level == 5 && packet.ReadProperties(ref cursor, unsubscribe) is var fault and not CloseReason.None)
        {
            return fault;
        }
        while (!cursor.AtEnd)
        {
            byte options = 0;
            if (!cursor.TryField(out var field) || (!unsubscribe && !cursor.TryByte(out options)))
            {
                return CloseReason.BadPacketLength;
            }
            if (SubscribeOptions.TryRead(options, level, out var asked) is var bad and not CloseReason.None)
            {
                return bad;
            }
            if (TopicRules.CheckFilter(field, out var filter) is var reason and not CloseReason.None)
            {
                return reason;
            }
            if (packet.Filters.Count == FiltersMax)
            {
                return CloseReason.BadFilter;
            }
            // No local makes no sense where messages are shared out (3.8.3-4).
            if (asked.NoLocal && SharedFilter.IsShared(filter))
            {
                return CloseReason.BadPropertyValue;
            }
            packet.Filters.Add((filter, asked));
        }
        // At least one filter (3.8.3-3, 3.10.3-2).
        return packet.Filters.Count == 0 ? CloseReason.BadPacketLength : CloseReason.None;
    }

    private CloseReason ReadProperties(ref PacketCursor cursor, bool unsubscribe)
    {
        if (!cursor.TryProperties(out var block))
        {
            return CloseReason.BadPacketLength;
        }
        var properties = new PropertyWalk(block, unsubscribe ? PropertySets.Unsubscribe : PropertySets.Subscribe);
        while (properties.Next())
        {
            SubscriptionId = properties.Id == PropertyId.SubscriptionId ? properties.Number : SubscriptionId;
        }
        return properties.Fault;
    }
}
