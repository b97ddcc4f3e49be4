namespace Wattline.Gateway.Mqtt;

/// <summary>A message on its way to clients; shared by all that receive it.</summary>
/// <param name="Topic">A checked topic name.</param>
/// <param name="Payload">Never changed.</param>
/// <param name="Qos">The publisher's.</param>
/// <param name="Retain">The publisher's flag.</param>
internal sealed record Downlink(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain)
{
    /// <summary>What the objects around topic and payload take, about.</summary>
    private const int Overhead = 128;

    /// <summary>Properties that its receivers get as they came.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>After this, on the broker's clock, it is not sent any more (MQTT 5, 3.3.2.3.3).</summary>
    public TimeSpan ExpiresAt { get; init; } = TimeSpan.MaxValue;

    /// <summary>The key of the session that published it; null when it came from inside.</summary>
    public string? Publisher { get; init; }

    /// <summary>The identity whose acknowledgement is waited for; null when nobody waits.</summary>
    public string? Receiver { get; init; }

    /// <summary>Told when it came.</summary>
    public Action? Acknowledged { get; init; }

    /// <summary>What it weighs in a queue.</summary>
    public long Bytes => Payload.Length + Properties.Length + (2L * Topic.Length) + Overhead;

    public bool HasEnd => ExpiresAt != TimeSpan.MaxValue;

    public bool IsExpired(TimeSpan now) => now >= ExpiresAt;

    /// <summary>What is left of its time, in seconds begun, so that one who passes it on at once does not call it over; null when it has no end.</summary>
    public uint? SecondsLeft(TimeSpan now) =>
        !HasEnd ? null : (uint)Math.Clamp(Math.Ceiling(Math.Round((ExpiresAt - now).TotalSeconds, 3)), 0, uint.MaxValue);
}
