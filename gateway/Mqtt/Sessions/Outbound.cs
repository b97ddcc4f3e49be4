namespace Wattline.Gateway.Mqtt;

/// <summary>A message under way to a client.</summary>
internal readonly record struct Outbound(ushort PacketId, OutboundState State, Delivery Delivery);
