using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Adapters.EventHubs;

/// <summary>Reads a partition by the SDK's receiver, which goes on behind the last event that it gave.</summary>
/// <param name="receiver">The receiver; closed with this.</param>
/// <param name="retryAfter">The wait after what passes by itself.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class AzurePartitionReader(PartitionReceiver receiver, TimeSpan retryAfter, TimeProvider time) : IPartitionReader
{
    /// <summary>The SDK gives nothing back within it when nothing is there; then it is asked again.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private readonly Queue<EventData> _left = [];
    private Task<IEnumerable<EventData>>? _receiving;

    /// <inheritdoc/>
    public long? LastSequence { get; private set; }

    /// <inheritdoc/>
    public async Task ReadAsync(List<PartitionEvent> into, int most, CancellationToken stop)
    {
        into.Clear();
        while (_left.Count == 0) await ReceiveAsync(most, stop).ConfigureAwait(false);
        while (into.Count < most && _left.TryDequeue(out var data)) into.Add(AzureEvents.Of(data));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _ = CloseAsync();
    }

    /// <summary>Who gives up leaves the receiving to the next call: a receive that is cancelled might lose what has just come.</summary>
    private async Task ReceiveAsync(int most, CancellationToken stop)
    {
        _receiving ??= receiver.ReceiveBatchAsync(most, _patience, _closing.Token);
        try
        {
            foreach (var data in await _receiving.WaitAsync(stop).ConfigureAwait(false)) _left.Enqueue(data);
            _receiving = null;
            LastSequence = receiver.ReadLastEnqueuedEventProperties().SequenceNumber ?? LastSequence;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        // The SDK throws whatever its transport threw: what is no refusal passes by itself.
        catch (Exception fault) when (fault is not (NullReferenceException or ObjectDisposedException))
        {
            _receiving = null;
            if (AzureFaults.AsRefusal(fault) is { } refusal) throw refusal;
            await Task.Delay(retryAfter, time, stop).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync()
    {
        await ((Task?)_receiving ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await receiver.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }
}
