namespace Wattline.Gateway.Mqtt;

/// <summary>What the PUBREC of a taken QoS 2 message waits for: tickets of the intake and of the broker's state.</summary>
internal readonly record struct ReceivedQos2(long Ticket, long StateTicket);
