using System.Net;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>What the endpoint logs. Numbers 3100 to 3199 are its own.</summary>
internal static partial class MqttLog
{
    [LoggerMessage(EventId = 3101, Level = LogLevel.Debug, Message = "{Client} of {Identity} connected from {Remote}.")]
    public static partial void Connected(ILogger logger, string client, string identity, EndPoint? remote);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Debug, Message = "{Client} from {Remote} left: {Reason}.")]
    public static partial void Left(ILogger logger, string client, EndPoint? remote, CloseReason reason);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Warning, Message = "{Client} from {Remote} was closed: {Reason}.")]
    public static partial void Closed(ILogger logger, string client, EndPoint? remote, CloseReason reason);

    [LoggerMessage(EventId = 3104, Level = LogLevel.Warning, Message = "{Client} was refused the subscription {Filter}.")]
    public static partial void SubscriptionRefused(ILogger logger, string client, string filter);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Warning, Message = "The kept session {Client} was forgotten: {SessionsMax} sessions are the limit.")]
    public static partial void SessionForgotten(ILogger logger, string client, int sessionsMax);

    [LoggerMessage(EventId = 3150, Level = LogLevel.Information, Message = "New TLS files are in use: {Subject} until {NotAfter:u}, {Authorities} authorities, {Revoked} revoked certificates.")]
    public static partial void TlsFilesTaken(ILogger logger, string subject, DateTimeOffset notAfter, int authorities, int revoked);

    [LoggerMessage(EventId = 3151, Level = LogLevel.Error, Message = "The TLS files have changed and cannot be used; those before stay in use. {Faults}")]
    public static partial void TlsFilesRefused(ILogger logger, string faults);

    [LoggerMessage(EventId = 3152, Level = LogLevel.Warning, Message = "The revocation list of {Issuer} should have been renewed at {NextUpdate:u}: {Consequence}.")]
    public static partial void RevocationListStale(ILogger logger, string issuer, DateTimeOffset nextUpdate, string consequence);

    [LoggerMessage(EventId = 3153, Level = LogLevel.Error, Message = "The server's certificate {Subject} expired at {NotAfter:u}.")]
    public static partial void ServerCertificateExpired(ILogger logger, string subject, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 3154, Level = LogLevel.Warning, Message = "{Remote} was turned away: {Reason}. {Subject}")]
    public static partial void TurnedAway(ILogger logger, EndPoint? remote, CloseReason reason, string? subject);

    [LoggerMessage(EventId = 3158, Level = LogLevel.Debug, Message = "{Remote} was turned away: {Reason}.")]
    public static partial void Crowded(ILogger logger, EndPoint? remote, CloseReason reason);

    [LoggerMessage(EventId = 3155, Level = LogLevel.Information, Message = "The credentials file {File} has changed and is in use: {Accounts} accounts.")]
    public static partial void CredentialsTaken(ILogger logger, string file, int accounts);

    [LoggerMessage(EventId = 3156, Level = LogLevel.Error, Message = "The credentials file has changed and cannot be used; the accounts before stay. {Fault}")]
    public static partial void CredentialsRefused(ILogger logger, string fault);

    [LoggerMessage(EventId = 3157, Level = LogLevel.Information, Message = "{Clients} clients were disconnected: what let them in is gone.")]
    public static partial void Rechecked(ILogger logger, int clients);

    [LoggerMessage(EventId = 3106, Level = LogLevel.Error, Message = "A fault while serving {Remote}; the connection is closed.")]
    public static partial void Fault(ILogger logger, Exception exception, EndPoint? remote);
}
