namespace Wattline.Gateway.Mqtt.Client;

/// <summary>Why a connection, or the attempt to have one, ended.</summary>
public enum MqttClientEnd
{
    None,

    /// <summary>No connection could be opened: no route, no listener, a certificate that is not trusted.</summary>
    Unreachable,

    /// <summary>Opening took too long.</summary>
    OpenTimeout,

    /// <summary>No CONNACK in time.</summary>
    ConnackTimeout,

    /// <summary>CONNACK refused; its code is beside this.</summary>
    Refused,

    /// <summary>The connection ended without a word.</summary>
    ConnectionLost,

    /// <summary>The server said DISCONNECT; its reason is beside this.</summary>
    ClosedByServer,

    /// <summary>No PINGRESP in time.</summary>
    PingTimeout,

    /// <summary>Bytes that are no packet, or a packet that may not come now (4.13).</summary>
    ProtocolError,

    /// <summary>A packet larger than was asked for (v5, 3.1.2.11.4).</summary>
    PacketTooLarge,

    /// <summary>The client was told to stop.</summary>
    Stopped,
}
