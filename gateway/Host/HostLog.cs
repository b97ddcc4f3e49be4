using Microsoft.Extensions.Logging;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host;

/// <summary>What the host logs. Numbers are 41xx, each once.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "Gateway {Name}: {Open}, journal in {Directory}, uplink {Uplink}.")]
    public static partial void Started(ILogger logger, string name, string open, string directory, UplinkKind uplink);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "Gateway {Name} stopped.")]
    public static partial void Stopped(ILogger logger, string name);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Critical, Message = "The {Loop} ended by a fault; the gateway stops.")]
    public static partial void Crashed(ILogger logger, Exception exception, string loop);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Warning, Message = "A half-written tail of the journal was set aside: it was never acknowledged.")]
    public static partial void TornTail(ILogger logger);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "The way up ({Way}): {Outcome} after {Before}.")]
    public static partial void UplinkChanged(ILogger logger, string way, UplinkOutcome outcome, UplinkOutcome before);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Warning, Message = "The cloud's registry, or a plan of it, cannot be used: {Faults}")]
    public static partial void RegistryFaulty(ILogger logger, string faults);

    [LoggerMessage(EventId = 4107, Level = LogLevel.Warning, Message = "The kept registry {File} cannot be used: {Faults}")]
    public static partial void CopyUnusable(ILogger logger, string file, string faults);

    [LoggerMessage(EventId = 4108, Level = LogLevel.Information, Message = "Plan {Version} of {Concentrator} is published.")]
    public static partial void PlanPublished(ILogger logger, long version, string concentrator);

    [LoggerMessage(EventId = 4109, Level = LogLevel.Error, Message = "Plan {Version} of {Concentrator} has {Bytes} bytes and cannot be published.")]
    public static partial void PlanTooLarge(ILogger logger, long version, string concentrator, int bytes);

    [LoggerMessage(EventId = 4110, Level = LogLevel.Information, Message = "Replay {Id}: {Concentrator} is asked for {Stream} {First} to {Last}.")]
    public static partial void ReplaySent(ILogger logger, long id, ConcentratorId concentrator, StreamId stream, long first, long last);

    [LoggerMessage(EventId = 4111, Level = LogLevel.Warning, Message = "Replay request {Id} is not understood.")]
    public static partial void ReplayNotUnderstood(ILogger logger, long id);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Warning, Message = "Every client is trusted to be whom it says it is, and may do everything (Mqtt:Anonymous). For development only.")]
    public static partial void Anonymous(ILogger logger);

    [LoggerMessage(EventId = 4114, Level = LogLevel.Warning, Message = "Quarantined message {Id} of {Topic} ({Reason}) was dismissed.")]
    public static partial void Dismissed(ILogger logger, long id, string topic, string reason);

    [LoggerMessage(EventId = 4113, Level = LogLevel.Warning, Message = "The registry's copy {File} cannot be written: {Reason}")]
    public static partial void CopyNotKept(ILogger logger, string file, string reason);

    [LoggerMessage(EventId = 4145, Level = LogLevel.Warning, Message = "{Setting}: passwords or tokens pass {Where} unencrypted; whoever is on the way reads them. Use TLS, or an address of this machine alone.")]
    public static partial void ClearSecrets(ILogger logger, string setting, string where);

    /// <summary>A change of what a log can do, at the level that it deserves.</summary>
    public static void Told(ILogger logger, string log, JournalState state)
    {
        if (state == JournalState.Stopped) LogStopped(logger, log);
        else if (state == JournalState.DiskFull) LogFull(logger, log);
        else LogOpen(logger, log);
    }

    [LoggerMessage(EventId = 4141, Level = LogLevel.Critical, Message = "A write or a sync of the {Log} failed: it stopped, and nothing is acknowledged any more until the gateway is started anew.")]
    private static partial void LogStopped(ILogger logger, string log);

    [LoggerMessage(EventId = 4142, Level = LogLevel.Error, Message = "The disk of the {Log} is full: clients wait until there is room.")]
    private static partial void LogFull(ILogger logger, string log);

    [LoggerMessage(EventId = 4143, Level = LogLevel.Information, Message = "The {Log} is written again.")]
    private static partial void LogOpen(ILogger logger, string log);

    [LoggerMessage(EventId = 4115, Level = LogLevel.Warning, Message = "The plan of {Concentrator}, and perhaps others, could not be published now; they follow.")]
    public static partial void PlanNotTaken(ILogger logger, string concentrator);

    [LoggerMessage(EventId = 4151, Level = LogLevel.Error, Message = "The hub {Hub} takes no {Stream} until somebody does something ({Outcome}: {Detail}). {Advice} Nothing is lost: the journal keeps it.")]
    public static partial void HubClosed(ILogger logger, string hub, string stream, HubOutcome outcome, string detail, string advice);

    [LoggerMessage(EventId = 4152, Level = LogLevel.Information, Message = "The hub {Hub} takes {Stream} again.")]
    public static partial void HubOpen(ILogger logger, string hub, string stream);

    [LoggerMessage(EventId = 4144, Level = LogLevel.Information, Message = "{Name} was disconnected by an operator: {Connections} connections.")]
    public static partial void Disconnected(ILogger logger, string name, int connections);

    [LoggerMessage(EventId = 4161, Level = LogLevel.Information, Message = "The link to {Url} is open.")]
    public static partial void LinkOpen(ILogger logger, Uri url);

    [LoggerMessage(EventId = 4162, Level = LogLevel.Warning, Message = "The link to {Url} ended: {End} {Wrong} {Why}")]
    public static partial void LinkEnded(ILogger logger, Uri url, LinkEnd end, ContractFault? wrong, string why);

    [LoggerMessage(EventId = 4163, Level = LogLevel.Warning, Message = "Concentrator {Concentrator} is held by gateway {Holder}; its plan is not published here.")]
    public static partial void Withdrawn(ILogger logger, string concentrator, string holder);

    [LoggerMessage(EventId = 4164, Level = LogLevel.Error, Message = "The commands' outbox could not be read: the cloud gives again what it has no word of.")]
    public static partial void OutboxDamaged(ILogger logger);
}
