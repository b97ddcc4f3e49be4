using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>Reads its share of a hub's partitions into the database, beside any number of other processes that do the same.</summary>
public sealed class HubConsumer : ILeaseHolder, IAsyncDisposable
{
    private static readonly TimeSpan _refusedWait = TimeSpan.FromSeconds(30);

    private readonly IHub _hub;
    private readonly Database _database;
    private readonly HubConsumerSettings _settings;
    private readonly IngestService _service;
    private readonly HubMetrics _metrics;
    private readonly TimeProvider _wall;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<LeaseGrant, Work> _work = [];
    private volatile string? _refusal;

    /// <param name="hub">The hub; disposed with this.</param>
    /// <param name="database">Holds the tables of <see cref="IngestSchema"/> and <see cref="LeaseSchema"/>.</param>
    /// <param name="settings">How it is read.</param>
    /// <param name="service">Stores what comes; shared with others.</param>
    /// <param name="wall">The clock that dates quarantine and alarms.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="random">Jitter.</param>
    /// <param name="logger">Where log events go.</param>
    public HubConsumer(
        IHub hub, Database database, HubConsumerSettings settings, IngestService service, TimeProvider wall, TimeProvider time, Random random, ILogger logger)
    {
        (_hub, _database, _settings, _service, _wall, _time, _random, _logger) = (hub, database, settings, service, wall, time, random, logger);
        _metrics = new HubMetrics(() => Partitions);
    }

    /// <summary>Namespace, hub and consumer group.</summary>
    public string Name => _hub.Name;

    /// <summary>The partitions that this process holds.</summary>
    public IReadOnlyCollection<PartitionState> Partitions => [.. _work.Values.Select(static work => work.Loop.State)];

    /// <summary>Why the hub cannot be read at all; null: it can, or nothing is known yet.</summary>
    public string? Refusal => _refusal;

    /// <summary>What was counted.</summary>
    public HubMetrics Metrics => _metrics;

    /// <summary>Asks the hub once.</summary>
    /// <returns>What it says when it refuses; null when it is there, or cannot be reached for now.</returns>
    public async Task<string?> AskAsync(CancellationToken stop)
    {
        try
        {
            await _hub.DescribeAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Not reached in time.
        }
        catch (HubRefusedException refused)
        {
            return $"{Name}: {refused.Message}";
        }

        return null;
    }

    /// <summary>Takes part until it is stopped; then transactions under way end, and the partitions are given back.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (await FindAsync(stop).ConfigureAwait(false) is not { } shape) return;
        HubLog.HubFound(_logger, Name, shape.Partitions.Count, _settings.Member);
        var leases = new LeaseSettings { Pool = Name, Leases = shape.Partitions, Member = _settings.Member, Duration = _settings.LeaseDuration };
        await Task.Run(() => new LeaseKeeper(_database, leases, this, _time, _random).RunAsync(stop), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Ends what still runs, and closes the hub.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_work.Keys.Select(EndAsync)).ConfigureAwait(false);
        await _hub.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    void ILeaseHolder.Gained(LeaseGrant grant)
    {
        _metrics.Gained();
        var intake = new PartitionIntake(_database, _service, _wall, Name, grant.Name, grant);
        var loop = new PartitionLoop(_hub, grant, intake, _settings, _time, new Random(_random.Next()), _metrics, _logger);
        var stop = new CancellationTokenSource();
        _work[grant] = new Work(loop, stop, Task.Run(() => loop.RunAsync(stop.Token), CancellationToken.None));
    }

    async Task ILeaseHolder.LetGoAsync(LeaseGrant grant)
    {
        HubLog.LetGo(_logger, Name, grant.Name);
        await EndAsync(grant).ConfigureAwait(false);
    }

    void ILeaseHolder.Lost(LeaseGrant grant)
    {
        _metrics.Lost();
        _ = EndAsync(grant);
    }

    void ILeaseHolder.Failed(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        HubLog.LeasesAway(_logger, Name, fault.Message);
    }

    private async Task EndAsync(LeaseGrant grant)
    {
        if (!_work.TryGetValue(grant, out var work)) return;
        await work.Stop.CancelAsync().ConfigureAwait(false);
        await work.Running.ConfigureAwait(false);
        if (_work.TryRemove(grant, out _)) work.Stop.Dispose();
    }

    /// <summary>The hub's partitions; asks again until it is told or stopped.</summary>
    private async Task<HubShape?> FindAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var shape = await _hub.DescribeAsync(stop).ConfigureAwait(false);
                _refusal = null;
                return shape;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (HubRefusedException refused)
            {
                _refusal = refused.Message;
                HubLog.HubRefused(_logger, Name, refused.Message, _refusedWait.TotalSeconds);
                await Task.Delay(_refusedWait, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private sealed record Work(PartitionLoop Loop, CancellationTokenSource Stop, Task Running);
}
