using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>A producer whose batches are awaited. Safe for several callers.</summary>
public sealed class EventHubProducer : IDisposable
{
    private readonly EventHubConnection _connection;
    private readonly Producer _core;
    private readonly Dictionary<long, TaskCompletionSource<SendReport>> _awaited = [];
    private readonly SemaphoreSlim _room;
    private TaskCompletionSource _changed = New();
    private SendReport? _atOnce;

    internal EventHubProducer(EventHubConnection connection, string? partition, ProducerSettings settings)
    {
        _connection = connection;
        _room = new SemaphoreSlim(settings.BatchesMax, settings.BatchesMax);
        PartitionId = partition;
        lock (connection.Gate)
        {
            _core = connection.Core.AddProducer(partition, settings, Reported);
            _core.Changed = Changed;
            connection.Core.Step();
            connection.Touched();
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

    /// <summary>Batches that are not reported yet.</summary>
    public int Pending
    {
        get
        {
            lock (_connection.Gate)
            {
                return _core.Pending;
            }
        }
    }

    /// <summary>What is in the way now; null when nothing is.</summary>
    public AmqpError? Trouble
    {
        get
        {
            lock (_connection.Gate)
            {
                return _core.Trouble;
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
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="EventHubException">The hub refuses the link.</exception>
    /// <exception cref="ObjectDisposedException">The producer or its connection was disposed.</exception>
    public async Task OpenedAsync(CancellationToken stop)
    {
        while (true)
        {
            Task changed;
            lock (_connection.Gate)
            {
                if ((_core.Circuit ?? _core.EndedBy) is { } error)
                {
                    throw new EventHubException(error);
                }
                ObjectDisposedException.ThrowIf(_core.IsEnded, this);
                if (_core.IsAttached)
                {
                    return;
                }
                // Taken under the lock under which it was looked at, so no change lies between.
                changed = _changed.Task;
            }
            await changed.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a batch and waits for what becomes of it, however long the hub is busy or away.</summary>
    /// <param name="batch">The events; not to be changed before the report, nor after giving up.</param>
    /// <param name="stop">Gives up: no more of the batch is sent than is under way, which may or may not be stored.</param>
    public async Task<SendReport> SendAsync(EventBatch batch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return new SendReport(0, SendOutcome.Accepted, null, []);
        }
        // As many as the core takes; given back by the report, and not by a caller that gave up while its batch is under way.
        await _room.WaitAsync(stop).ConfigureAwait(false);
        var awaited = new TaskCompletionSource<SendReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        long ticket;
        lock (_connection.Gate)
        {
            if (!_core.TrySend(batch, out ticket))
            {
                _room.Release();
                return new SendReport(0, _core.IsEnded ? SendOutcome.Ended : SendOutcome.CircuitOpened, _core.EndedBy ?? _core.Circuit, []);
            }
            if (_atOnce is { } known && known.Ticket == ticket)
            {
                return known;
            }
            _awaited[ticket] = awaited;
            _connection.Core.Flush();
            _connection.Touched();
        }
        try
        {
            return await awaited.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            lock (_connection.Gate)
            {
                _core.Withdraw(ticket);
            }
            throw;
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

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Changed()
    {
        var told = _changed;
        _changed = New();
        told.SetResult();
    }

    private void Reported(SendReport report)
    {
        _room.Release();
        if (_awaited.Remove(report.Ticket, out var awaited))
        {
            awaited.SetResult(report);
        }
        else
        {
            // Before its caller knows its number: it was too large for the link.
            _atOnce = report;
        }
    }
}
