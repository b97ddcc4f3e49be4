using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>A producer whose batches are awaited. Safe for several callers.</summary>
public sealed class EventHubProducer : IDisposable
{
    private static readonly TimeSpan _askAgain = TimeSpan.FromMilliseconds(20);

    private readonly EventHubConnection _connection;
    private readonly Producer _core;
    private readonly Dictionary<long, TaskCompletionSource<SendReport>> _awaited = [];
    private readonly SemaphoreSlim _room;

    internal EventHubProducer(EventHubConnection connection, string? partition, ProducerSettings settings)
    {
        _connection = connection;
        _room = new SemaphoreSlim(settings.BatchesMax, settings.BatchesMax);
        PartitionId = partition;
        lock (connection.Gate)
        {
            _core = connection.Core.AddProducer(partition, settings, Reported);
            connection.Core.Step();
        }
    }

    /// <summary>The partition; null: any.</summary>
    public string? PartitionId { get; }

    /// <summary>Why the circuit is open; null while it is closed.</summary>
    public AmqpError? Circuit
    {
        get
        {
            lock (_connection.Gate)
            {
                return _core.Circuit;
            }
        }
    }

    /// <summary>Makes an empty batch of the size that the link takes.</summary>
    public EventBatch CreateBatch(string? partitionKey = null)
    {
        lock (_connection.Gate)
        {
            return new EventBatch(_core.BatchBytesMax, partitionKey, PartitionId);
        }
    }

    /// <summary>Waits until the link is there: then batches have the size that it takes.</summary>
    /// <exception cref="EventHubException">The hub refuses the link.</exception>
    public async Task OpenedAsync(CancellationToken stop)
    {
        while (true)
        {
            lock (_connection.Gate)
            {
                if ((_core.Circuit ?? _core.EndedBy) is { } error)
                {
                    throw new EventHubException(error);
                }
                if (_core.IsAttached)
                {
                    return;
                }
            }
            await Task.Delay(_askAgain, _connection.Time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a batch and waits for what becomes of it, however long the hub is busy or away.</summary>
    public async Task<SendReport> SendAsync(EventBatch batch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return new SendReport(0, SendOutcome.Accepted, null, []);
        }
        await _room.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var awaited = new TaskCompletionSource<SendReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            while (true)
            {
                lock (_connection.Gate)
                {
                    if (_core.IsEnded || _core.Circuit is not null)
                    {
                        return new SendReport(0, _core.IsEnded ? SendOutcome.Ended : SendOutcome.CircuitOpened, _core.EndedBy ?? _core.Circuit, []);
                    }
                    if (_core.TrySend(batch, out long ticket))
                    {
                        _awaited[ticket] = awaited;
                        _connection.Core.Flush();
                        break;
                    }
                }
                // Callers that gave up waiting left their batches here, so there may be less room than callers.
                await Task.Delay(_askAgain, _connection.Time, stop).ConfigureAwait(false);
            }
            return await awaited.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Ends it; batches that are not accepted yet are reported as ended.</summary>
    public void Dispose()
    {
        lock (_connection.Gate)
        {
            _core.End();
            _connection.Core.Flush();
        }
    }

    private void Reported(SendReport report)
    {
        if (_awaited.Remove(report.Ticket, out var awaited))
        {
            awaited.SetResult(report);
        }
    }
}
