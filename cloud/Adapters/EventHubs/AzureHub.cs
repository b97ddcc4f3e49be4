using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Adapters.EventHubs;

/// <summary>A hub by Azure's SDK, for consumers that share partitions by leases in the database.</summary>
/// <param name="settings">Which hub, and how.</param>
/// <param name="time">The clock of waits.</param>
public sealed class AzureHub(AzureHubSettings settings, TimeProvider time) : IHub
{
    private readonly EventHubConsumerClient _client = new(settings.Group, settings.ConnectionString, settings.Hub, new EventHubConsumerClientOptions { Identifier = settings.Who });

    /// <inheritdoc/>
    public string Name => $"{_client.FullyQualifiedNamespace}/{settings.Hub}/{settings.Group}".ToLowerInvariant();

    /// <inheritdoc/>
    public async Task<HubShape> DescribeAsync(CancellationToken stop)
    {
        var told = await AskAsync(() => _client.GetEventHubPropertiesAsync(stop), stop).ConfigureAwait(false);
        return new HubShape(told.CreatedOn, told.PartitionIds);
    }

    /// <inheritdoc/>
    public async Task<PartitionEnds> DescribeAsync(string partition, CancellationToken stop)
    {
        var told = await AskAsync(() => _client.GetPartitionPropertiesAsync(partition, stop), stop).ConfigureAwait(false);
        return new PartitionEnds(told.IsEmpty, told.BeginningSequenceNumber, told.LastEnqueuedSequenceNumber);
    }

    /// <inheritdoc/>
    public IPartitionReader Read(string partition, string? behind, long ownerLevel)
    {
        var position = behind is null ? EventPosition.Earliest : EventPosition.FromOffset(behind, isInclusive: false);
        return new AzurePartitionReader(
            new PartitionReceiver(settings.Group, partition, position, settings.ConnectionString, settings.Hub, new PartitionReceiverOptions
            {
                Identifier = settings.Who,
                OwnerLevel = ownerLevel,
                PrefetchCount = settings.Prefetch,
                PrefetchSizeInBytes = settings.PrefetchBytes,
                TrackLastEnqueuedEventProperties = true,
            }),
            settings.RetryAfter,
            time);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw;
            }
            // The SDK throws whatever its transport threw: what is no refusal passes by itself.
            catch (Exception fault) when (fault is not (NullReferenceException or ObjectDisposedException))
            {
                if (AzureFaults.AsRefusal(fault) is { } refusal) throw refusal;
            }
            await Task.Delay(settings.RetryAfter, time, stop).ConfigureAwait(false);
        }
    }
}
