using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Portal;

/// <summary>This room's log events: 5100 to 5199.</summary>
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

    [LoggerMessage(EventId = 5105, Level = LogLevel.Information, Message = "Gateway {Gateway} is linked, from {Address}.")]
    public static partial void LinkBegun(ILogger logger, string gateway, System.Net.IPAddress? address);

    [LoggerMessage(EventId = 5106, Level = LogLevel.Information, Message = "The link of gateway {Gateway} ended: {End}. {Wrong}")]
    public static partial void LinkEnded(ILogger logger, string gateway, LinkEnd end, ContractFault? wrong);

    [LoggerMessage(EventId = 5107, Level = LogLevel.Warning, Message = "Command {Id} for {Concentrator}, decision {Decision}, was posted by {Who}.")]
    public static partial void CommandPosted(ILogger logger, long id, string concentrator, long decision, string who);

    [LoggerMessage(EventId = 5120, Level = LogLevel.Warning, Message = "Command {Id}, {Command} of {Target}, was asked for by {Who}.")]
    public static partial void OrderPosted(ILogger logger, long id, string command, string target, string who);

    [LoggerMessage(EventId = 5121, Level = LogLevel.Warning, Message = "Command {Id}: {Word} by {Who}.")]
    public static partial void OrderDecided(ILogger logger, long id, string word, string who);

    [LoggerMessage(EventId = 5122, Level = LogLevel.Warning, Message = "Key {Number} of concentrator {Concentrator} was drawn by {Who}.")]
    public static partial void KeyDrawn(ILogger logger, long number, string concentrator, string who);

    [LoggerMessage(EventId = 5123, Level = LogLevel.Warning, Message = "The password of meter {Meter} was set by {Who}.")]
    public static partial void AccessKept(ILogger logger, string meter, string who);

    [LoggerMessage(EventId = 5140, Level = LogLevel.Information, Message = "Intervals of {From} to {To}: {Points} points looked at, {Added} days added, {Changed} changed.")]
    public static partial void IntervalsMade(ILogger logger, DateOnly from, DateOnly to, int points, int added, int changed);

    [LoggerMessage(EventId = 5141, Level = LogLevel.Error, Message = "Intervals could not be made.")]
    public static partial void IntervalsFailed(ILogger logger, Exception fault);

    [LoggerMessage(EventId = 5142, Level = LogLevel.Warning, Message = "The interval of {Point} that ends at {End} was set by {Who}.")]
    public static partial void IntervalEdited(ILogger logger, string point, long end, string who);

    [LoggerMessage(EventId = 5143, Level = LogLevel.Information, Message = "The registry's {File}: {Added} added, {Changed} changed by {Who}.")]
    public static partial void RegistryFileTaken(ILogger logger, string file, int added, int changed, string who);

    [LoggerMessage(EventId = 5145, Level = LogLevel.Warning, Message = "Whose turn it is to make intervals is not known now: {Reason}.")]
    public static partial void MeterDataLeaseAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 5144, Level = LogLevel.Warning, Message = "A webhook was not taken: {Reason}.")]
    public static partial void WebhookFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 5108, Level = LogLevel.Error, Message = "Commands whose time is over could not be looked at.")]
    public static partial void ExpiryFailed(ILogger logger, Exception fault);

    [LoggerMessage(EventId = 5200, Level = LogLevel.Error, Message = "Kiosks' records, holds or arrears could not be looked at.")]
    public static partial void MoneyFailed(ILogger logger, Exception fault);
}
