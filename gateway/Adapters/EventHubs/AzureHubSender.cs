using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Uplinks.EventHubs;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Wattline.Gateway.Adapters.EventHubs;

/// <summary>A sender by Azure's own SDK. What the SDK gives up is told: the forwarder tries again.</summary>
public sealed class AzureHubSender : IHubSender
{
    private readonly EventHubProducerClient _client;
    private HubTrouble _trouble = HubTrouble.None;

    private AzureHubSender(EventHubProducerClient client) => _client = client;

    /// <inheritdoc/>
    public HubTrouble Trouble => Volatile.Read(ref _trouble);

    /// <summary>Makes a sender; it connects with the first batch.</summary>
    /// <param name="access">Where the namespace is and how to enter it.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="who">Who sends, for the hub's own logs.</param>
    /// <param name="time">The clock by which a token ends.</param>
    public static AzureHubSender Open(HubAccess access, string hub, string who, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(access);
        var options = new EventHubProducerClientOptions
        {
            Identifier = who,
            RetryOptions = new EventHubsRetryOptions
            {
                MaximumRetries = AzureHubLimits.RetriesMax,
                Delay = AzureHubLimits.RetryLeast,
                MaximumDelay = AzureHubLimits.RetryMost,
                TryTimeout = AzureHubLimits.TryWithin,
            },
        };
        if (access.Text is { } text) return new AzureHubSender(new EventHubProducerClient(text, hub, options));
        var endpoint = new Uri(access.Endpoint!);
        if (endpoint.Port > 0) options.ConnectionOptions.CustomEndpointAddress = endpoint;
        return new AzureHubSender(new EventHubProducerClient(endpoint.Host, hub, new TokenFileCredential(access.TokenFile!, time), options));
    }

    /// <inheritdoc/>
    public async Task<HubResult> SendAsync(string partitionKey, ReadOnlyMemory<HubEvent> events, CancellationToken stop)
    {
        var taken = 0;
        try
        {
            using var batch = await _client.CreateBatchAsync(new CreateBatchOptions { PartitionKey = partitionKey }, stop).ConfigureAwait(false);
            while (taken < events.Length && batch.TryAdd(DataOf(events.Span[taken]))) taken++;
            if (taken == 0) return new HubResult(HubOutcome.TooLarge, 1, $"more than {batch.MaximumSizeInBytes} bytes");
            await _client.SendAsync(batch, stop).ConfigureAwait(false);
            Volatile.Write(ref _trouble, HubTrouble.None);
            return new HubResult(HubOutcome.Accepted, taken);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        // The SDK throws whatever its transport threw: a batch that fails is news, whichever it is.
        catch (Exception fault) when (fault is not NullReferenceException)
        {
            var outcome = OutcomeOf(fault);
            if (outcome is not (HubOutcome.TooLarge or HubOutcome.Refused)) Volatile.Write(ref _trouble, new HubTrouble(outcome, fault.Message));
            return new HubResult(outcome, Math.Max(1, taken), fault.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static EventData DataOf(HubEvent source)
    {
        var data = new EventData(source.Body) { ContentType = source.ContentType };
        data.GetRawAmqpMessage().Properties.ContentEncoding = source.ContentEncoding;
        foreach (var (name, text) in source.Properties) data.Properties[name] = text!;
        return data;
    }

    private static HubOutcome OutcomeOf(Exception fault) => fault switch
    {
        EventHubsException { Reason: Reason.MessageSizeExceeded } => HubOutcome.TooLarge,
        EventHubsException { Reason: Reason.ServiceBusy } => HubOutcome.Busy,
        EventHubsException { Reason: Reason.ResourceNotFound } => HubOutcome.NotFound,
        EventHubsException { Reason: Reason.QuotaExceeded } => HubOutcome.QuotaUsedUp,
        EventHubsException or ObjectDisposedException => HubOutcome.Away,
        UnauthorizedAccessException => HubOutcome.Unauthorised,
        // How the SDK says com.microsoft:argument-error, amqp:not-allowed and amqp:not-implemented.
        ArgumentException or InvalidOperationException or NotSupportedException => HubOutcome.Refused,
        _ => HubOutcome.Away,
    };
}
