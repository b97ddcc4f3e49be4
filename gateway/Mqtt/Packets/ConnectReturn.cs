namespace Wattline.Gateway.Mqtt;

/// <summary>Return codes of CONNACK (3.1.1, table 3.1).</summary>
internal enum ConnectReturn : byte
{
    Accepted = 0,
    UnacceptableProtocolVersion = 1,
    IdentifierRejected = 2,
    ServerUnavailable = 3,
    BadUserNameOrPassword = 4,
    NotAuthorized = 5,
}
