using System.Globalization;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <content>Properties of the hub and its partitions.</content>
public sealed partial class HubClient
{
    /// <summary>Asks for the hub's properties. The client must be open and permitted: see <see cref="MayAsk"/>.</summary>
    public void AskHub(Action<HubProperties?, AmqpError?> answered) => Ask("com.microsoft:eventhub", null, (map, error) =>
        answered(map is null ? null : new HubProperties(map["name"]?.Text ?? "", TimeOf(map["created_at"]),
            [.. (map["partition_ids"]?.Array?.Items ?? map["partition_ids"]?.Items ?? []).Select(id => id.Text ?? "")]), error));

    /// <summary>Asks for a partition's properties.</summary>
    public void AskPartition(string partition, Action<PartitionProperties?, AmqpError?> answered) => Ask("com.microsoft:partition", partition, (map, error) =>
        answered(map is null ? null : new PartitionProperties(map["partition"]?.Text ?? partition,
            map["is_partition_empty"]?.Truth ?? false, map["begin_sequence_number"]?.Integer ?? -1, map["last_enqueued_sequence_number"]?.Integer ?? -1,
            map["last_enqueued_offset"]?.Text ?? map["last_enqueued_offset"]?.Integer?.ToString(CultureInfo.InvariantCulture) ?? "-1", TimeOf(map["last_enqueued_time_utc"])), error));

    /// <summary>Whether properties can be asked for; sees to the right when it is not there yet.</summary>
    /// <param name="error">Why it is refused; null while that is not known.</param>
    public bool MayAsk(out AmqpError? error)
    {
        error = null;
        return IsOpen && Tokens.Permits(AudienceOf($"{Settings.Hub}/$management"), Now, out error);
    }

    private void Ask(string type, string? partition, Action<AmqpMap?, AmqpError?> answered)
    {
        if (!IsOpen || (!_management.IsOpen && !_management.Open(_amqp!)))
        {
            answered(null, new AmqpError(ErrorCondition.ConnectionForced, "The connection is not open."));
            return;
        }
        var application = new AmqpMap();
        application.AddString("operation", AmqpValue.String("READ"));
        application.AddString("name", AmqpValue.String(Settings.Hub));
        application.AddString("type", AmqpValue.String(type));
        if (partition is not null)
        {
            application.AddString("partition", AmqpValue.String(partition));
        }
        _management.Ask(new SmallMessage { Application = application }, Now, (answer, error) =>
        {
            long status = answer?.Application["status-code"]?.Integer ?? answer?.Application["statusCode"]?.Integer ?? 0;
            if (answer?.Body.Map is { } map && status == 200)
            {
                answered(map, null);
                return;
            }
            answered(null, error ?? new AmqpError(answer?.Application["error-condition"]?.Text ?? answer?.Application["errorCondition"]?.Text
                ?? (status == 404 ? ErrorCondition.NotFound : status == 401 ? ErrorCondition.UnauthorizedAccess : ErrorCondition.InternalError),
                answer?.Application["status-description"]?.Text ?? answer?.Application["statusDescription"]?.Text));
        });
        _amqp!.Flush();
    }

    private static DateTimeOffset TimeOf(AmqpValue? value) =>
        value?.Integer is { } ms && ms > -62_135_596_800_000 && ms < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : DateTimeOffset.MinValue;
}
