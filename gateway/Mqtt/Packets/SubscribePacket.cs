namespace Wattline.Gateway.Mqtt;

/// <summary>SUBSCRIBE (3.8) or UNSUBSCRIBE (3.10).</summary>
internal sealed class SubscribePacket
{
    /// <summary>Filters of one packet; further ones go into another.</summary>
    private const int FiltersMax = 64;

    public ushort PacketId { get; private set; }

    /// <summary>The filters with the QoS asked for (0 in UNSUBSCRIBE).</summary>
    public List<(string Filter, int Qos)> Filters { get; } = [];

    public static CloseReason TryRead(ReadOnlySpan<byte> body, bool withQos, out SubscribePacket packet)
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
        while (!cursor.AtEnd)
        {
            byte qos = 0;
            if (!cursor.TryField(out var field) || (withQos && !cursor.TryByte(out qos)))
            {
                return CloseReason.BadPacketLength;
            }
            if (qos > 2)
            {
                return CloseReason.BadQos;
            }
            if (TopicRules.CheckFilter(field, out var filter) is var reason and not CloseReason.None)
            {
                return reason;
            }
            if (packet.Filters.Count == FiltersMax)
            {
                return CloseReason.BadFilter;
            }
            packet.Filters.Add((filter, qos));
        }
        // At least one filter (3.8.3-3, 3.10.3-2).
        return packet.Filters.Count == 0 ? CloseReason.BadPacketLength : CloseReason.None;
    }
}
