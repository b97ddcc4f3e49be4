using Microsoft.Extensions.Logging;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>What is said of hubs and partitions: 5200 to 5299.</summary>
internal static partial class HubLog
{
    [LoggerMessage(EventId = 5201, Level = LogLevel.Information, Message = "{Hub}/{Partition} is read with fence {Fence} from {Offset}.")]
    public static partial void Reading(ILogger logger, string hub, string partition, long fence, string offset);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Information, Message = "{Reason}")]
    public static partial void PartitionLost(ILogger logger, string reason);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Error, Message = "{Hub}/{Partition}: {Detail}. What is missing is asked for from the gateways as soon as coverage knows of it.")]
    public static partial void EventsGone(ILogger logger, string hub, string partition, string detail);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Warning, Message = "{Hub}/{Partition} is held up: {Reason}. Next try in {Seconds} s at most.")]
    public static partial void HeldUp(ILogger logger, string hub, string partition, string reason, double seconds);

    [LoggerMessage(EventId = 5205, Level = LogLevel.Information, Message = "{Hub}/{Partition} was taken by another reader: {Reason}")]
    public static partial void Stolen(ILogger logger, string hub, string partition, string reason);

    [LoggerMessage(EventId = 5206, Level = LogLevel.Error, Message = "{Hub}/{Partition} met a fault that nobody thought of. Next try in {Seconds} s at most.")]
    public static partial void Faulted(ILogger logger, Exception fault, string hub, string partition, double seconds);

    [LoggerMessage(EventId = 5207, Level = LogLevel.Warning, Message = "{Hub}: the leases could not be looked at: {Reason}")]
    public static partial void LeasesAway(ILogger logger, string hub, string reason);

    [LoggerMessage(EventId = 5208, Level = LogLevel.Error, Message = "{Hub} cannot be read: {Reason}. Next try in {Seconds} s.")]
    public static partial void HubRefused(ILogger logger, string hub, string reason, double seconds);

    [LoggerMessage(EventId = 5209, Level = LogLevel.Information, Message = "{Hub} has {Partitions} partitions; this process is {Member}.")]
    public static partial void HubFound(ILogger logger, string hub, int partitions, string member);

    [LoggerMessage(EventId = 5210, Level = LogLevel.Information, Message = "{Hub}/{Partition} is given back: another process takes it.")]
    public static partial void LetGo(ILogger logger, string hub, string partition);

    [LoggerMessage(EventId = 5211, Level = LogLevel.Critical, Message = "Reading hubs ended by a fault: the process stops.")]
    public static partial void Crashed(ILogger logger, Exception fault);
}
