namespace Wattline.Gateway.Mqtt;

/// <summary>What is published for a client that ends without DISCONNECT (3.1.2.5).</summary>
internal sealed record Will(string Topic, byte[] Payload, int Qos, bool Retain);
