namespace Wattline.Gateway.Mqtt;

/// <summary>A message under way to a client, or waiting for it.</summary>
/// <param name="PacketId">Given when it is taken into the queue, so that it is the same after a restart.</param>
/// <param name="State">How far the exchange is.</param>
/// <param name="Delivery">The message; none any more when only PUBCOMP is awaited.</param>
/// <param name="Order">Its place among the session's messages.</param>
/// <param name="Ticket">Of the state's: when it is durable PUBREL may go, and not before.</param>
internal readonly record struct Outbound(ushort PacketId, OutboundState State, Delivery Delivery, long Order, long Ticket = 0);
