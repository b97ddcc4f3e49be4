namespace Wattline.Gateway.Mqtt;

/// <summary>How an end is told to a client in its version.</summary>
internal static class ReasonCodes
{
    /// <summary>The reason code of CONNACK, PUBACK, PUBREC or DISCONNECT in MQTT 5 (tables 3-1, 3-4, 3-5, 3-13).</summary>
    public static ReasonCode Of(CloseReason reason) => reason switch
    {
        CloseReason.None => ReasonCode.Success,
        CloseReason.BadRemainingLength or CloseReason.BadPacketLength or CloseReason.BadFlags or CloseReason.BadQos
            or CloseReason.BadUtf8 or CloseReason.BadProperty => ReasonCode.MalformedPacket,
        CloseReason.SecondConnect or CloseReason.UnexpectedPacket or CloseReason.BadPacketId or CloseReason.DuplicateProperty
            or CloseReason.BadPropertyValue or CloseReason.UnknownTopicAlias => ReasonCode.ProtocolError,
        CloseReason.UnsupportedProtocolLevel => ReasonCode.UnsupportedProtocolVersion,
        CloseReason.EmptyClientId or CloseReason.BadClientId => ReasonCode.ClientIdNotValid,
        CloseReason.BadCredentials or CloseReason.LockedOut => ReasonCode.BadUserNameOrPassword,
        CloseReason.BadAuthenticationMethod => ReasonCode.BadAuthenticationMethod,
        CloseReason.NotAuthorized or CloseReason.AccessRevoked or CloseReason.NoCertificate or CloseReason.CertificateUntrusted
            or CloseReason.CertificateExpired or CloseReason.CertificateNotYetValid or CloseReason.CertificateUnfit
            or CloseReason.CertificateRevoked or CloseReason.CertificateOfAnother or CloseReason.RevocationUnknown => ReasonCode.NotAuthorized,
        CloseReason.TooManyConnections or CloseReason.TooManyLogins => ReasonCode.ServerBusy,
        CloseReason.ServerClosing => ReasonCode.ServerShuttingDown,
        CloseReason.KeepAliveTimeout => ReasonCode.KeepAliveTimeout,
        CloseReason.TakenOver => ReasonCode.SessionTakenOver,
        CloseReason.DisconnectedByHost => ReasonCode.AdministrativeAction,
        CloseReason.BadFilter => ReasonCode.TopicFilterInvalid,
        CloseReason.BadTopic => ReasonCode.TopicNameInvalid,
        CloseReason.ReceiveMaximumExceeded => ReasonCode.ReceiveMaximumExceeded,
        CloseReason.BadTopicAlias => ReasonCode.TopicAliasInvalid,
        CloseReason.PacketTooLarge => ReasonCode.PacketTooLarge,
        CloseReason.RetainedRefused or CloseReason.SlowConsumer => ReasonCode.QuotaExceeded,
        CloseReason.BadPayloadFormat => ReasonCode.PayloadFormatInvalid,
        CloseReason.IntakeRefused => ReasonCode.ImplementationSpecific,
        _ => ReasonCode.Unspecified,
    };

    /// <summary>The return code of CONNACK in 3.1.1 (table 3.1), or null: then the connection closes without one.</summary>
    public static ConnectReturn? ReturnOf(CloseReason reason) => reason switch
    {
        CloseReason.UnsupportedProtocolLevel => ConnectReturn.UnacceptableProtocolVersion,
        CloseReason.NotAuthorized => ConnectReturn.NotAuthorized,
        _ => Of(reason) switch
        {
            ReasonCode.ClientIdNotValid => ConnectReturn.IdentifierRejected,
            ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorized => ConnectReturn.BadUserNameOrPassword,
            ReasonCode.ServerBusy => ConnectReturn.ServerUnavailable,
            _ => null,
        },
    };
}
