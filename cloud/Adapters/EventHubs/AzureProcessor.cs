using System.Collections.Concurrent;
using System.Data.Common;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Adapters.EventHubs;

/// <summary>
/// Reads a hub by Azure's processor, which shares the partitions with others by claims in blobs and notes there how far it is: what other
/// tools of Azure look at. A checkpoint is written after the commit, so a hub's event may come again; its identity stores it once.
/// </summary>
public sealed class AzureProcessor
{
    private readonly AzureHubSettings _settings;
    private readonly IngestService _service;
    private readonly TimeProvider _time;
    private readonly Action<string> _trouble;
    private readonly EventProcessorClient _processor;
    private readonly ConcurrentDictionary<string, Gathered> _gathered = [];

    /// <param name="settings">Which hub, and how.</param>
    /// <param name="checkpoints">The container of claims and checkpoints, which is there.</param>
    /// <param name="service">Stores what comes.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="trouble">Told what goes wrong and passes by itself; on any thread.</param>
    public AzureProcessor(AzureHubSettings settings, BlobContainerClient checkpoints, IngestService service, TimeProvider time, Action<string> trouble)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _service, _time, _trouble) = (settings, service, time, trouble);
        _processor = new EventProcessorClient(checkpoints, settings.Group, settings.ConnectionString, settings.Hub, new EventProcessorClientOptions
        {
            Identifier = settings.Who,
            PrefetchCount = settings.Prefetch,
            PrefetchSizeInBytes = settings.PrefetchBytes,
            MaximumWaitTime = settings.BatchWait,
        });
        _processor.PartitionInitializingAsync += BeginAsync;
        _processor.PartitionClosingAsync += EndAsync;
        _processor.ProcessEventAsync += ProcessAsync;
        _processor.ProcessErrorAsync += FailedAsync;
    }

    /// <summary>Reads until it is stopped. What was not stored by then comes again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await _processor.StartProcessingAsync(stop).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _processor.StopProcessingAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private Task BeginAsync(PartitionInitializingEventArgs partition)
    {
        // What another reader of ours had gathered and not stored is behind the checkpoint.
        _gathered[partition.PartitionId] = new Gathered();
        partition.DefaultStartingPosition = EventPosition.Earliest;
        return Task.CompletedTask;
    }

    private Task EndAsync(PartitionClosingEventArgs partition)
    {
        _gathered.TryRemove(partition.PartitionId, out _);
        return Task.CompletedTask;
    }

    private Task FailedAsync(ProcessErrorEventArgs failure)
    {
        _trouble($"{_settings.Hub}/{failure.PartitionId}: {failure.Operation}: {failure.Exception.Message}");
        return Task.CompletedTask;
    }

    /// <summary>One after the other for each partition; without an event when none came within the wait.</summary>
    private async Task ProcessAsync(ProcessEventArgs args)
    {
        if (!_gathered.TryGetValue(args.Partition.PartitionId, out var gathered)) return;
        if (args.HasEvent) gathered.Add(Decode(args), args, _time.GetTimestamp());
        if (gathered.Events.Count == 0) return;
        if (args.HasEvent && gathered.Events.Count < _settings.BatchEvents && _time.GetElapsedTime(gathered.Since) < _settings.BatchWait) return;
        await StoreAsync(gathered, args.CancellationToken).ConfigureAwait(false);
    }

    private async Task StoreAsync(Gathered gathered, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Store(gathered.Events);
                await gathered.Last.UpdateCheckpointAsync(stop).ConfigureAwait(false);
                gathered.Events.Clear();
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            // Nothing of a handler may reach the SDK; the database, quarantine and blobs come back, and until then nothing is skipped.
            catch (Exception fault) when (fault is not NullReferenceException)
            {
                _trouble($"{_settings.Hub}/{gathered.Last.Partition.PartitionId}: {fault.Message}");
            }
            await Task.Delay(_settings.RetryAfter, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Store(IReadOnlyList<ReceivedEvent> events)
    {
        try
        {
            _service.Ingest(events);
        }
        catch (Exception fault) when (IsOfContent(fault))
        {
            // One of them is at fault: one by one, so that its neighbours go on. What is stored already comes as a duplicate.
            foreach (var one in events) StoreAlone(one);
        }
    }

    private void StoreAlone(ReceivedEvent one)
    {
        try
        {
            _service.Ingest([one]);
        }
        catch (Exception fault) when (IsOfContent(fault))
        {
            var header = one.Header ?? (one.Event is { } understood ? new RefusedHeader(understood.Gateway, understood.Time, understood.Message.Header) : null);
            _service.Ingest([one with { Event = null, Fault = new ContractFault("event", $"cannot be stored: {fault.Message}"), Header = header, Part = one.Part ?? one.Event?.Part }]);
        }
    }

    private ReceivedEvent Decode(in ProcessEventArgs args)
    {
        var one = AzureEvents.Of(args.Data);
        return one.Content is { } content ? HubEventReader.Read(content)
            : new ReceivedEvent(one.Bytes, null, new ContractFault("event", $"{_settings.Hub}/{args.Partition.PartitionId}: event {one.Sequence}: {one.Fault}"));
    }

    /// <summary>SQLSTATE class 22 (SQL:2023, data exception) and what decoding throws: the event's fault, not the database's.</summary>
    private static bool IsOfContent(Exception fault) =>
        fault is DbException { SqlState: { } state } ? state.StartsWith("22", StringComparison.Ordinal) : fault is FormatException or OverflowException or ArgumentException or CopyTooLargeException;

    /// <summary>Events of a partition that wait for their transaction.</summary>
    private sealed class Gathered
    {
        public List<ReceivedEvent> Events { get; } = [];

        public ProcessEventArgs Last { get; private set; }

        public long Since { get; private set; }

        public void Add(ReceivedEvent one, in ProcessEventArgs args, long now)
        {
            Since = Events.Count == 0 ? now : Since;
            Events.Add(one);
            Last = args;
        }
    }
}
