namespace Wattline.Cloud.EventHubs.Frames;

/// <summary>The eight bytes that begin each layer (OASIS AMQP 1.0, 2.2, 5.3.2).</summary>
public static class ProtocolHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Length = 8;

    /// <summary>AMQP 1.0.0.</summary>
    public static ReadOnlySpan<byte> Amqp => "AMQP\0\u0001\0\0"u8;

    /// <summary>SASL 1.0.0.</summary>
    public static ReadOnlySpan<byte> Sasl => "AMQP\u0003\u0001\0\0"u8;
}
