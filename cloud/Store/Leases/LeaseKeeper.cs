using System.Data.Common;

namespace Wattline.Cloud.Store.Leases;

/// <summary>Keeps a process in a pool of leases: beats, claims, gives back, and leaves in order when it is stopped.</summary>
public sealed class LeaseKeeper
{
    private readonly Database _database;
    private readonly LeaseSettings _settings;
    private readonly ILeaseHolder _holder;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly LeaseCore _core;
    private readonly long _startedAt;
    private readonly Dictionary<LeaseGrant, Task?> _held = [];
    private bool _isKnown;

    /// <param name="database">Holds the tables of <see cref="LeaseSchema"/>.</param>
    /// <param name="settings">Which leases, and how.</param>
    /// <param name="holder">Does the work.</param>
    /// <param name="time">This process's own clock; only its steady timestamps are used.</param>
    /// <param name="random">Spreads members that started together.</param>
    public LeaseKeeper(Database database, LeaseSettings settings, ILeaseHolder holder, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (_database, _settings, _holder, _time, _random) = (database, settings, holder, time, random);
        _core = new LeaseCore(settings.Member, settings.Duration, random);
        _startedAt = time.GetTimestamp();
    }

    /// <summary>Takes part until it is stopped, then ends all work and gives everything back.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Step();
                await Task.Delay(_settings.BeatEvery * (0.75 + _random.NextDouble() / 4), _time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One look at the pool and what follows from it, in one transaction.</summary>
    internal void Step()
    {
        LeaseMoves? moves = null;
        List<LeaseGrant> held;
        try
        {
            held = _database.Write(connection =>
            {
                if (!_isKnown) LeaseRows.Ensure(connection, _settings.Pool, _settings.Leases);
                var asked = Now;
                var snapshot = LeaseRows.Read(connection, _settings.Pool);
                moves = _core.Decide(snapshot, asked, Now);
                return LeaseRows.Apply(connection, _settings, moves);
            }, isolation: Isolation.ReadCommitted); // Each change names what it is meant for.
            _isKnown = true;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or DbException)
        {
            _holder.Failed(fault);
            return;
        }

        foreach (var lost in _held.Keys.Except(held).ToList())
        {
            var leaving = _held[lost] is not null;
            _held.Remove(lost);
            if (!leaving) _holder.Lost(lost);
        }

        foreach (var grant in held.Where(grant => _held.TryAdd(grant, null)).ToList()) _holder.Gained(grant);
        // Still held though the work has ended: the database did not take the release, and nobody does the work until it does.
        foreach (var kept in _held.Where(static held => held.Value is { IsCompleted: true }).Select(static held => held.Key).ToList()) _held[kept] = LetGoAsync(kept);
        foreach (var surplus in moves!.LetGo)
            if (_held.Keys.FirstOrDefault(grant => grant.Name == surplus.Name) is { } grant) _held[grant] ??= LetGoAsync(grant);
    }

    private long Now => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    private async Task LetGoAsync(LeaseGrant grant)
    {
        await _holder.LetGoAsync(grant).ConfigureAwait(false);
        Write(connection => LeaseRows.Release(connection, grant));
    }

    private async Task LeaveAsync()
    {
        await Task.WhenAll(_held.Keys.ToList().Select(grant => _held[grant] ?? LetGoAsync(grant))).ConfigureAwait(false);
        Write(connection => LeaseRows.Leave(connection, _settings));
    }

    /// <summary>What does not succeed here is not needed: the lease expires, the member is forgotten.</summary>
    private void Write(Action<StoreConnection> work)
    {
        try
        {
            _database.Write(work, Isolation.ReadCommitted);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or DbException)
        {
            _holder.Failed(fault);
        }
    }
}
