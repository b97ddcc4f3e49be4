namespace Wattline.Cloud.Portal;

/// <summary>This room's log events: 4100 to 4199.</summary>
internal static partial class PortalLog
{
    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "Gateway {Gateway} sent a batch that was refused: {Reason}.")]
    public static partial void BatchRefused(ILogger logger, string gateway, string reason);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "Of a batch of gateway {Gateway}, {Events} events went to quarantine.")]
    public static partial void EventsQuarantined(ILogger logger, string gateway, int events);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Information, Message = "The registry has version {Version}: {Added} meters added, {Changed} changed, {Plans} plans made.")]
    public static partial void RegistryChanged(ILogger logger, long version, int added, int changed, int plans);

    [LoggerMessage(EventId = 5110, Level = LogLevel.Warning, Message = "Requests are answered with 503: the database is not available ({Reason}).")]
    public static partial void StoreAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "{Events} events that came into quarantine before {Before} were cleared.")]
    public static partial void QuarantineCleared(ILogger logger, int events, string before);
}
