namespace Wattline.Gateway.Mqtt;

/// <summary>What is published for a client that ends without DISCONNECT (3.1.2.5).</summary>
/// <param name="Topic">A checked topic name.</param>
/// <param name="Payload">The message.</param>
/// <param name="Qos">0 to 2.</param>
/// <param name="Retain">Whether it is retained.</param>
internal sealed record Will(string Topic, byte[] Payload, int Qos, bool Retain)
{
    /// <summary>Properties that go to its receivers, as they came.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>How long it waits for the client to come back.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long it is worth something after it was published; null for ever.</summary>
    public TimeSpan? Expiry { get; init; }
}
