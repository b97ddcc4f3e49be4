namespace Wattline.Gateway.Mqtt;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP (3.4 to 3.7): a packet identifier, in MQTT 5 with a reason.</summary>
internal readonly record struct AckPacket(ushort PacketId, ReasonCode Reason)
{
    /// <summary>Whether the exchange ends here without success.</summary>
    public bool IsRefusal => (byte)Reason >= 0x80;

    public static CloseReason TryRead(ReadOnlySpan<byte> body, int level, out AckPacket packet)
    {
        packet = default;
        var cursor = new PacketCursor(body);
        if (!cursor.TryUInt16(out var packetId))
        {
            return CloseReason.BadPacketLength;
        }
        byte reason = 0;
        if (!cursor.AtEnd && level == 5)
        {
            cursor.TryByte(out reason);
            if (!cursor.AtEnd)
            {
                if (!cursor.TryProperties(out var block))
                {
                    return CloseReason.BadPacketLength;
                }
                var properties = new PropertyWalk(block, PropertySets.Acknowledgement);
                while (properties.Next())
                {
                }
                if (properties.Fault != CloseReason.None)
                {
                    return properties.Fault;
                }
            }
        }
        packet = new(packetId, (ReasonCode)reason);
        return !cursor.AtEnd ? CloseReason.BadPacketLength : packetId == 0 ? CloseReason.BadPacketId : CloseReason.None;
    }
}
