using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>Our own client as a sender. It waits out whatever passes by itself: a lost connection, a restart, a busy hub.</summary>
public sealed class HubSender : IHubSender
{
    private readonly EventHubConnection _connection;
    private readonly EventHubProducer _producer;

    /// <summary>Begins to connect, and keeps at it.</summary>
    /// <param name="options">The hub, and how to enter it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter.</param>
    public HubSender(EventHubOptions options, TimeProvider time, Random random)
    {
        _connection = EventHubConnection.Open(options, time, random);
        _producer = _connection.CreateProducer(settings: new ProducerSettings { InFlightMax = UplinkLimits.HubBatchesInFlightMax, BatchesMax = UplinkLimits.HubBatchesInFlightMax });
    }

    /// <inheritdoc/>
    public HubTrouble Trouble
    {
        get
        {
            if (_producer.Circuit is { } closed) return new HubTrouble(OutcomeOf(closed), TextOf(closed));
            // What ends a connection or delays a batch passes by itself, whatever its condition: the client's own time-outs are called resource limits.
            return _producer.Trouble is { } error ? new HubTrouble(Failures.KindOf(error) == FailureKind.Busy ? HubOutcome.Busy : HubOutcome.Away, TextOf(error)) : HubTrouble.None;
        }
    }

    /// <inheritdoc/>
    public async Task<HubResult> SendAsync(string partitionKey, ReadOnlyMemory<HubEvent> events, CancellationToken stop)
    {
        var batch = _producer.CreateBatch(partitionKey);
        while (batch.Count < events.Length && batch.TryAdd(DataOf(events.Span[batch.Count])))
        {
        }
        if (batch.Count == 0) return new HubResult(HubOutcome.TooLarge, 1, $"more than {batch.BytesMax} bytes");
        return ResultOf(await _producer.SendAsync(batch, stop).ConfigureAwait(false), batch.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What a batch's report means for its events.</summary>
    internal static HubResult ResultOf(SendReport report, int taken) => report.Outcome switch
    {
        SendOutcome.Accepted => new HubResult(HubOutcome.Accepted, taken),
        SendOutcome.Oversized => new HubResult(HubOutcome.Accepted, taken, TextOf(report.Error)) { TooLarge = report.Oversized },
        // What the hub gave back each time for a reason that passes is not refused for its content: the journal keeps it, and it is sent again.
        SendOutcome.Refused when Failures.KindOf(report.Error) == FailureKind.Refused => new HubResult(HubOutcome.Refused, taken, TextOf(report.Error)),
        SendOutcome.CircuitOpened => new HubResult(OutcomeOf(report.Error), taken, TextOf(report.Error)),
        _ => new HubResult(HubOutcome.Away, taken, TextOf(report.Error)),
    };

    private static EventData DataOf(HubEvent source) => new()
    {
        Body = source.Body,
        ContentType = source.ContentType,
        ContentEncoding = source.ContentEncoding,
        Properties = [.. source.Properties.Select(static property => new KeyValuePair<string, AmqpValue>(property.Key, property.Value is { } text ? AmqpValue.String(text) : AmqpValue.Null))],
    };

    private static HubOutcome OutcomeOf(AmqpError? error) => Failures.KindOf(error) switch
    {
        FailureKind.Busy => HubOutcome.Busy,
        FailureKind.NotFound => HubOutcome.NotFound,
        FailureKind.Unauthorized => HubOutcome.Unauthorised,
        FailureKind.Quota => HubOutcome.QuotaUsedUp,
        _ => HubOutcome.Away,
    };

    private static string TextOf(AmqpError? error) => error is null ? "" : $"{error.Condition}: {error.Description}";
}
