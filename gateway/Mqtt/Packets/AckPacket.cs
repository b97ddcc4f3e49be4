namespace Wattline.Gateway.Mqtt;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP (3.4 to 3.7): a packet identifier, in MQTT 5 with a reason.</summary>
internal readonly record struct AckPacket(ushort PacketId, ReasonCode Reason)
{
    /// <summary>Whether the exchange ends here without success.</summary>
    public bool IsRefusal => (byte)Reason >= 0x80;

    public static CloseReason TryRead(PacketType type, ReadOnlySpan<byte> body, int level, out AckPacket packet)
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
        return !cursor.AtEnd ? CloseReason.BadPacketLength
            : packetId == 0 ? CloseReason.BadPacketId
            : MayStandIn(type, reason) ? CloseReason.None
            : CloseReason.BadPropertyValue;
    }

    /// <summary>The reason codes of each packet (tables 3-4, 3-5, 3-6, 3-7).</summary>
    private static bool MayStandIn(PacketType type, byte reason) => type is PacketType.Puback or PacketType.Pubrec
        ? reason is 0x00 or 0x10 or 0x80 or 0x83 or 0x87 or 0x90 or 0x91 or 0x97 or 0x99
        : reason is 0x00 or 0x92;
}
