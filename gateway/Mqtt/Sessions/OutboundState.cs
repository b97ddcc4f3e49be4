namespace Wattline.Gateway.Mqtt;

/// <summary>How far the exchange of a message to a client is (4.3).</summary>
internal enum OutboundState : byte
{
    /// <summary>QoS 1: PUBLISH sent.</summary>
    AwaitsPuback,

    /// <summary>QoS 2: PUBLISH sent.</summary>
    AwaitsPubrec,

    /// <summary>QoS 2: PUBREL sent; the message itself is the client's.</summary>
    AwaitsPubcomp,
}
