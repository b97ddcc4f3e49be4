using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Cloud.Tests.Ingest.Hubs;

/// <summary>A process that reads a hub, as far as one can be had within a test: nothing of it is shared but hub and database.</summary>
internal sealed class Ingestion : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IngestService _service;
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private readonly Task _running;

    public Ingestion(EventHubOptions options, Database database, string member, TimeSpan lease)
    {
        _service = new IngestService(database, new ManualTime());
        _service.Stored += Count;
        var hub = new AmqpHub(options with { ContainerId = member }, "readings", "$Default", 300, 1 << 20, MachineTime.Clock, new Random(1));
        var settings = new HubConsumerSettings { Member = member, LeaseDuration = lease, RetryLeast = TimeSpan.FromMilliseconds(10), BatchWait = TimeSpan.FromMilliseconds(5), BatchEvents = 20, LookAgainAfter = TimeSpan.FromMilliseconds(200) };
        Consumer = new HubConsumer(hub, database, settings, _service, new ManualTime(), MachineTime.Clock, new Random(2), Log);
        _running = Consumer.RunAsync(_stop.Token);
    }

    public HubConsumer Consumer { get; }

    public SaidLog Log { get; } = new();

    /// <summary>Messages that it stored, in the order in which they were.</summary>
    public List<MessageHeader> Stored { get; } = [];

    public int StoredCount
    {
        get
        {
            lock (_lock) return Stored.Count;
        }
    }

    /// <summary>Ends when it has stored so many.</summary>
    public Task StoredAsync(int count)
    {
        lock (_lock)
        {
            if (Stored.Count >= count) return Task.CompletedTask;
            var wait = (count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waits.Add(wait);
            return wait.Item2.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Consumer.DisposeAsync();
        _service.Metrics.Dispose();
        _stop.Dispose();
    }

    private void Count(IReadOnlyList<MessageHeader> headers)
    {
        lock (_lock)
        {
            Stored.AddRange(headers);
            foreach (var (_, reached) in _waits.Where(wait => wait.Count <= Stored.Count)) reached.TrySetResult();
        }
    }
}
