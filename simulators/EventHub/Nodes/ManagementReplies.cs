using System.Globalization;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>Answers of <c>$management</c> and <c>$cbs</c>.</summary>
internal static class ManagementReplies
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    /// <summary>Answers a request for properties.</summary>
    public static SmallMessage Answer(SmallMessage request, Func<string, Hub?> hubs, long utcNow)
    {
        string name = request.Application["name"]?.Text ?? "";
        if (request.Application["operation"]?.Text != "READ")
        {
            return Status(request, 400, ErrorCondition.NotImplemented, "The operation is not READ.");
        }
        if (hubs(name) is not { } hub)
        {
            return Status(request, 404, ErrorCondition.NotFound, NotFound(name));
        }
        switch (request.Application["type"]?.Text)
        {
            case HubType:
                return Reply(request, Properties(hub));
            case PartitionType:
                var number = request.Application["partition"];
                return hub.PartitionOf(number?.Text ?? number?.Integer?.ToString(CultureInfo.InvariantCulture)) is { } partition
                    ? Reply(request, Properties(partition, utcNow))
                    : Status(request, 404, ErrorCondition.NotFound, NotFound($"{name}/Partitions/{number}"));
            default:
                return Status(request, 400, ErrorCondition.NotImplemented, "The type is unknown.");
        }
    }

    /// <summary>A reply that has a status and no body to speak of.</summary>
    public static SmallMessage Status(SmallMessage request, int code, string? condition, string description)
    {
        var application = new AmqpMap();
        application.AddString("status-code", AmqpValue.Int(code));
        application.AddString("status-description", AmqpValue.String(description));
        if (condition is not null)
        {
            application.AddString("error-condition", AmqpValue.Symbol(condition));
        }
        return new SmallMessage { Properties = new MessageProperties { CorrelationId = request.Properties.MessageId }, Application = application };
    }

    /// <summary>What clients look for when an entity is not there: they know it by these words.</summary>
    public static string NotFound(string entity) => $"The messaging entity '{entity}' could not be found.";

    private static SmallMessage Reply(SmallMessage request, AmqpMap body) => Status(request, 200, null, "OK") with { Body = AmqpValue.Of(body) };

    private static AmqpMap Properties(Hub hub)
    {
        var map = new AmqpMap();
        map.AddString("name", AmqpValue.String(hub.Name));
        map.AddString("type", AmqpValue.String(HubType));
        map.AddString("created_at", AmqpValue.Timestamp(hub.CreatedAt));
        map.AddString("partition_count", AmqpValue.Int(hub.Partitions.Count));
        map.AddString("partition_ids", AmqpValue.Of(new AmqpArray(AmqpType.String,
            [.. hub.Partitions.Select(partition => AmqpValue.String(partition.Number.ToString(CultureInfo.InvariantCulture)))])));
        map.AddString("georeplication_factor", AmqpValue.Int(1));
        return map;
    }

    private static AmqpMap Properties(Partition partition, long utcNow)
    {
        var log = partition.Log;
        var map = new AmqpMap();
        map.AddString("name", AmqpValue.String(partition.Hub.Name));
        map.AddString("type", AmqpValue.String(PartitionType));
        map.AddString("partition", AmqpValue.String(partition.Number.ToString(CultureInfo.InvariantCulture)));
        map.AddString("begin_sequence_number", AmqpValue.Long(log.NextSequence == 0 ? -1 : log.FirstSequence));
        map.AddString("last_enqueued_sequence_number", AmqpValue.Long(log.NextSequence - 1));
        map.AddString("last_enqueued_offset", AmqpValue.String(log.LastOffset.ToString(CultureInfo.InvariantCulture)));
        map.AddString("last_enqueued_time_utc", AmqpValue.Timestamp(log.LastEnqueuedAt));
        map.AddString("is_partition_empty", AmqpValue.Boolean(log.First is null));
        map.AddString("runtime_info_retrieval_time_utc", AmqpValue.Timestamp(utcNow));
        return map;
    }
}
