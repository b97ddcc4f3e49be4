namespace Wattline.Gateway.Mqtt;

/// <summary>DISCONNECT from a client (3.14): in 3.1.1 empty, in MQTT 5 with a reason and perhaps another session expiry.</summary>
internal readonly record struct DisconnectPacket(ReasonCode Reason, uint? SessionExpiry)
{
    public static CloseReason TryRead(ReadOnlySpan<byte> body, int level, out DisconnectPacket packet)
    {
        packet = default;
        var cursor = new PacketCursor(body);
        if (cursor.AtEnd)
        {
            return CloseReason.None;
        }
        if (level != 5)
        {
            return CloseReason.BadPacketLength;
        }
        cursor.TryByte(out var reason);
        uint? expiry = null;
        if (!cursor.AtEnd)
        {
            if (!cursor.TryProperties(out var block))
            {
                return CloseReason.BadPacketLength;
            }
            var properties = new PropertyWalk(block, PropertySets.Disconnect);
            while (properties.Next())
            {
                expiry = properties.Id == PropertyId.SessionExpiry ? properties.Number : expiry;
            }
            if (properties.Fault != CloseReason.None)
            {
                return properties.Fault;
            }
        }
        packet = new((ReasonCode)reason, expiry);
        return cursor.AtEnd ? CloseReason.None : CloseReason.BadPacketLength;
    }
}
