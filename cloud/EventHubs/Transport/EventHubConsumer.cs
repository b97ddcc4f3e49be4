using Wattline.Cloud.EventHubs.Client;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>A consumer of a partition whose events are awaited. For one reader.</summary>
public sealed class EventHubConsumer : IDisposable
{
    private readonly EventHubConnection _connection;
    private readonly Consumer _core;
    private readonly SemaphoreSlim _signal = new(0, 1);

    internal EventHubConsumer(EventHubConnection connection, ConsumerSettings settings)
    {
        _connection = connection;
        lock (connection.Gate)
        {
            _core = connection.Core.AddConsumer(settings, Arrived);
            connection.Core.Step();
            connection.Touched();
        }
    }

    /// <summary>Where the partition's end was when the last event came; null when that is not tracked.</summary>
    public LastEnqueued? LastEnqueued
    {
        get
        {
            lock (_connection.Gate)
            {
                return _core.LastEnqueued;
            }
        }
    }

    /// <summary>Whether the link is there.</summary>
    public bool IsAttached
    {
        get
        {
            lock (_connection.Gate)
            {
                return _core.IsAttached;
            }
        }
    }

    /// <summary>Takes the events that are there; waits when there are none.</summary>
    /// <param name="into">Where to; cleared first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="EventHubException">Another took the partition, or the hub refuses. What came before was given first.</exception>
    /// <exception cref="ObjectDisposedException">The consumer or its connection was disposed.</exception>
    public async Task ReadAsync(List<ReceivedEvent> into, int most, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        while (true)
        {
            lock (_connection.Gate)
            {
                while (into.Count < most && _core.TryTake(out var taken))
                {
                    into.Add(taken);
                }
                if (into.Count > 0)
                {
                    return;
                }
                if (_core.EndedBy is not null || _core.Circuit is not null)
                {
                    throw new EventHubException((_core.EndedBy ?? _core.Circuit)!);
                }
                ObjectDisposedException.ThrowIf(_core.IsEnded, this);
            }
            await _signal.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        lock (_connection.Gate)
        {
            _core.End();
            _connection.Core.Flush();
        }
    }

    private void Arrived()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }
}
