namespace Wattline.Gateway.Mqtt;

/// <summary>An answer that a connection owes.</summary>
/// <param name="Type">PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK or CONNACK.</param>
/// <param name="Reason">What it says, in MQTT 5.</param>
/// <param name="PacketId">What it answers.</param>
/// <param name="Bytes">Of the message it answers; they count against the limits until then.</param>
/// <param name="Ticket">The intake's: sent when that is durable. 0 waits for nothing.</param>
/// <param name="StateTicket">The same for what changed in the broker's own state.</param>
internal readonly record struct OwedAck(PacketType Type, ReasonCode Reason, ushort PacketId, int Bytes, long Ticket, long StateTicket);
