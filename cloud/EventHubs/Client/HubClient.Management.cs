using System.Globalization;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <content>Properties of the hub and its partitions.</content>
public sealed partial class HubClient
{
    private readonly List<Question> _questions = [];

    /// <summary>Asks for the hub's properties, as soon as the client is open and permitted, and until there is an answer.</summary>
    /// <param name="answered">Called once, with the properties or with why there are none.</param>
    public Question AskHub(Action<HubProperties?, AmqpError?> answered) => Ask("com.microsoft:eventhub", null, (map, error) =>
        answered(map is null ? null : new HubProperties(map["name"]?.Text ?? "", TimeOf(map["created_at"]),
            [.. (map["partition_ids"]?.Array?.Items ?? map["partition_ids"]?.Items ?? []).Select(id => id.Text ?? "")]), error));

    /// <summary>Asks for a partition's properties in the same way.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="answered">Called once, with the properties or with why there are none.</param>
    public Question AskPartition(string partition, Action<PartitionProperties?, AmqpError?> answered) => Ask("com.microsoft:partition", partition, (map, error) =>
        answered(map is null ? null : new PartitionProperties(map["partition"]?.Text ?? partition,
            map["is_partition_empty"]?.Truth ?? false, map["begin_sequence_number"]?.Integer ?? -1, map["last_enqueued_sequence_number"]?.Integer ?? -1,
            map["last_enqueued_offset"]?.Text ?? map["last_enqueued_offset"]?.Integer?.ToString(CultureInfo.InvariantCulture) ?? "-1", TimeOf(map["last_enqueued_time_utc"])), error));

    internal void Forget(Question question) => _questions.Remove(question);

    private Question Ask(string type, string? partition, Action<AmqpMap?, AmqpError?> answered)
    {
        var application = new AmqpMap();
        application.AddString("operation", AmqpValue.String("READ"));
        application.AddString("name", AmqpValue.String(Settings.Hub));
        application.AddString("type", AmqpValue.String(type));
        if (partition is not null)
        {
            application.AddString("partition", AmqpValue.String(partition));
        }
        var question = new Question(this, new SmallMessage { Application = application }, answered);
        if (_stopped)
        {
            question.End();
            return question;
        }
        _questions.Add(question);
        StepQuestions(Now);
        Flush();
        return question;
    }

    private void StepQuestions(long now)
    {
        if (_questions.Count == 0 || !IsOpen)
        {
            return;
        }
        foreach (var question in _questions.ToArray())
        {
            if (question.IsDue(now) && question.IsPermitted(Tokens.Permits(AudienceOf($"{Settings.Hub}/$management"), now, out var refusal), refusal, now))
            {
                question.Ask(_management.IsOpen || _management.Open(_amqp!) ? _management : null, now);
            }
        }
    }

    private void EndQuestions()
    {
        foreach (var question in _questions.ToArray())
        {
            question.End();
        }
    }

    private static DateTimeOffset TimeOf(AmqpValue? value) =>
        value?.Integer is { } ms && ms > -62_135_596_800_000 && ms < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : DateTimeOffset.MinValue;
}
