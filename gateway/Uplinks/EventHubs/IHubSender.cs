using Wattline.Cloud.Contracts;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>
/// Sends events to one hub in explicit batches, one call a batch. What lies behind it (our own AMQP client, an SDK) keeps the connection
/// and its token, and goes on trying as long as waiting may help.
/// </summary>
public interface IHubSender : IAsyncDisposable
{
    /// <summary>Sends as many events from the first on as one batch takes. Of one key no two calls run at once, so that its order holds.</summary>
    /// <param name="partitionKey">The key of all of them.</param>
    /// <param name="events">One at least.</param>
    /// <param name="stop">Gives it up: the events may or may not be stored.</param>
    /// <returns>What became of the events that were taken into the batch. Never throws for what the hub or the network does.</returns>
    Task<HubResult> SendAsync(string partitionKey, ReadOnlyMemory<HubEvent> events, CancellationToken stop);

    /// <summary>What is in the way now; <see cref="HubOutcome.None"/> when nothing is. For any thread.</summary>
    HubTrouble Trouble { get; }
}
