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

    [LoggerMessage(EventId = 3106, Level = LogLevel.Error, Message = "A fault while serving {Remote}; the connection is closed.")]
    public static partial void Fault(ILogger logger, Exception exception, EndPoint? remote);
}
