namespace Wattline.Gateway.Mqtt;

/// <summary>Why a connection ended. Each is counted under its name.</summary>
public enum CloseReason
{
    None,

    /// <summary>DISCONNECT: normal, the only end without a will.</summary>
    ClientDisconnected,

    /// <summary>DISCONNECT of MQTT 5 with a reason other than 0: the will is published.</summary>
    ClientDisconnectedWithWill,

    /// <summary>The socket closed or failed without DISCONNECT.</summary>
    ConnectionLost,

    /// <summary>Too many connections, or too many whose CONNECT is awaited.</summary>
    TooManyConnections,

    /// <summary>No CONNECT within the time for it.</summary>
    ConnectTimeout,

    /// <summary>Nothing heard for one and a half keep-alives (3.1.2.10).</summary>
    KeepAliveTimeout,

    /// <summary>Another connection of the same identity came with the same client id (3.1.4-2).</summary>
    TakenOver,

    /// <summary>The host asked for it.</summary>
    DisconnectedByHost,

    /// <summary>The endpoint shuts down.</summary>
    ServerClosing,

    /// <summary>The client takes less than it is sent.</summary>
    SlowConsumer,

    /// <summary>The first packet was not CONNECT (3.1.0-1).</summary>
    NotConnect,

    /// <summary>A second CONNECT (3.1.0-2).</summary>
    SecondConnect,

    /// <summary>The protocol's name is not MQTT (3.1.2-1).</summary>
    BadProtocolName,

    /// <summary>A protocol level that is not spoken here (3.1.2-2).</summary>
    UnsupportedProtocolLevel,

    /// <summary>No client id and no clean session (3.1.3-8).</summary>
    EmptyClientId,

    /// <summary>A client id above the limit.</summary>
    BadClientId,

    /// <summary>Unknown user or wrong password.</summary>
    BadCredentials,

    /// <summary>The identity may not do this: a will or a publish outside its topics. Where the version has an answer (MQTT 5, QoS 1 and 2), the connection stays.</summary>
    NotAuthorized,

    /// <summary>The intake will never take this message.</summary>
    IntakeRefused,

    /// <summary>A retained message that is too large, or one too many.</summary>
    RetainedRefused,

    /// <summary>A packet above the limit.</summary>
    PacketTooLarge,

    /// <summary>A remaining length of more than four bytes, or not in its shortest form (2.2.3).</summary>
    BadRemainingLength,

    /// <summary>A packet whose parts do not fill its length.</summary>
    BadPacketLength,

    /// <summary>Reserved bits or a combination of flags that the standard forbids (2.2.2, 3.1.2.3).</summary>
    BadFlags,

    /// <summary>QoS 3.</summary>
    BadQos,

    /// <summary>Text that is not UTF-8 or holds U+0000 (1.5.3).</summary>
    BadUtf8,

    /// <summary>A topic name that is empty, too long, too deep or holds a wildcard (4.7).</summary>
    BadTopic,

    /// <summary>A topic filter that is empty or whose wildcards stand wrong, or too many of them (4.7.1).</summary>
    BadFilter,

    /// <summary>Packet identifier 0 (2.3.1-1).</summary>
    BadPacketId,

    /// <summary>A packet that only a server sends, or AUTH.</summary>
    UnexpectedPacket,

    /// <summary>Too many connections from one address (IPv4) or network (IPv6, /64).</summary>
    TooManyFromAddress,

    /// <summary>So many TLS handshakes wait for their turn that this one cannot.</summary>
    TooManyHandshakes,

    /// <summary>So many passwords wait to be checked that this one cannot.</summary>
    TooManyLogins,

    /// <summary>Too many wrong passwords for this user, or from this address, a short while ago.</summary>
    LockedOut,

    /// <summary>The TLS handshake did not end within the time for it.</summary>
    HandshakeTimeout,

    /// <summary>No TLS, or none that both sides speak.</summary>
    HandshakeFailed,

    /// <summary>A client certificate is required and none was shown.</summary>
    NoCertificate,

    /// <summary>A client certificate that no authority of ours has signed.</summary>
    CertificateUntrusted,

    /// <summary>A client certificate whose time is over, at the handshake or since.</summary>
    CertificateExpired,

    /// <summary>A client certificate whose time has not come.</summary>
    CertificateNotYetValid,

    /// <summary>A certificate that is not for clients (extended key usage), or whose common name is no concentrator's.</summary>
    CertificateUnfit,

    /// <summary>A client certificate on its authority's revocation list.</summary>
    CertificateRevoked,

    /// <summary>Its authority's revocation list is too old to tell, and the settings demand one that is not.</summary>
    RevocationUnknown,

    /// <summary>A client id or user name that is not the certificate's name.</summary>
    CertificateOfAnother,

    /// <summary>The account was taken away or changed while its client was connected.</summary>
    AccessRevoked,

    /// <summary>What came over a WebSocket was not MQTT's binary messages (6.0.0-1).</summary>
    NotBinary,

    /// <summary>A property that is unknown or does not belong to its packet (MQTT 5, 2.2.2).</summary>
    BadProperty,

    /// <summary>A property that comes twice (MQTT 5, 2.2.2.2).</summary>
    DuplicateProperty,

    /// <summary>A property, an option or a reason code with a value that the standard forbids.</summary>
    BadPropertyValue,

    /// <summary>An authentication method; none is spoken here (MQTT 5, 4.12).</summary>
    BadAuthenticationMethod,

    /// <summary>A topic alias of 0 or above the maximum (MQTT 5, 3.3.2.3.4).</summary>
    BadTopicAlias,

    /// <summary>No topic, and no alias that was given one on this connection (MQTT 5, 3.3.2.1).</summary>
    UnknownTopicAlias,

    /// <summary>More unacknowledged messages than the Receive Maximum (MQTT 5, 3.3.4-9), or more QoS 2 exchanges than a session may have open.</summary>
    ReceiveMaximumExceeded,

    /// <summary>A payload that says it is UTF-8 and is not (MQTT 5, 3.3.2.3.2).</summary>
    BadPayloadFormat,

    /// <summary>A fault of this program while it served the connection; logged with its stack.</summary>
    InternalFault,
}
