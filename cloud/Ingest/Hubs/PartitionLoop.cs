using System.Data.Common;
using Microsoft.Extensions.Logging;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>
/// Reads one partition while its lease is held. Whatever goes wrong stops this partition alone: after a wait it begins again behind what is
/// stored. Nothing of it is kept in memory across a fault, so that nothing is stored out of order.
/// </summary>
internal sealed class PartitionLoop(
    IHub hub, LeaseGrant grant, PartitionIntake intake, HubConsumerSettings settings, TimeProvider time, Random random, HubMetrics metrics, ILogger logger)
{
    private volatile PartitionState _state = new(hub.Name, grant.Name, grant.Fence, -1, null, null);

    /// <summary>How it is doing.</summary>
    public PartitionState State => _state;

    /// <summary>Runs until it is stopped, which happens between two transactions, or until the partition is another's.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var wait = settings.RetryLeast;
        while (!stop.IsCancellationRequested)
        {
            var before = intake.At.Sequence;
            try
            {
                await ReadAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException lost)
            {
                HubLog.PartitionLost(logger, lost.Message);
                return;
            }
            catch (Exception fault)
            {
                if (intake.At.Sequence > before) wait = settings.RetryLeast;
                HeldUp(fault, wait);
                await Task.Delay(wait * (0.5 + random.NextDouble() / 2), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < settings.RetryMost ? wait * 2 : settings.RetryMost;
            }
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var (shape, ends) = await DescribeAsync(stop).ConfigureAwait(false);
        if (intake.Begin(shape, ends) is { } alarm) HubLog.EventsGone(logger, hub.Name, grant.Name, alarm);
        using var reader = hub.Read(grant.Name, intake.At.Offset, grant.Fence);
        HubLog.Reading(logger, hub.Name, grant.Name, grant.Fence, intake.At.Offset ?? "the beginning");
        Show(ends.Last);
        var events = new List<PartitionEvent>();
        while (true)
        {
            if (!await FillAsync(reader, events, stop).ConfigureAwait(false))
            {
                (shape, ends) = await DescribeAsync(stop).ConfigureAwait(false);
                if (PartitionStart.Decide(intake.At, shape, ends).AlarmKind is not null) return; // Begins again, and tells.
                continue;
            }

            foreach (var gap in intake.Commit(events)) HubLog.EventsGone(logger, hub.Name, grant.Name, gap);
            metrics.Stored(events.Count);
            Show(reader.LastSequence);
            stop.ThrowIfCancellationRequested();
        }
    }

    private async Task<(HubShape Hub, PartitionEnds Ends)> DescribeAsync(CancellationToken stop) =>
        (await hub.DescribeAsync(stop).ConfigureAwait(false), await hub.DescribeAsync(grant.Name, stop).ConfigureAwait(false));

    /// <summary>What is there, at least one event, and what comes within the wait.</summary>
    /// <returns>False when it is quiet.</returns>
    private async Task<bool> FillAsync(IPartitionReader reader, List<PartitionEvent> events, CancellationToken stop)
    {
        events.Clear();
        var more = new List<PartitionEvent>();
        if (!await TakeAsync(reader, more, settings.BatchEvents, settings.LookAgainAfter, stop).ConfigureAwait(false)) return false;
        var bytes = Move(more, events);
        var since = time.GetTimestamp();
        while (events.Count < settings.BatchEvents && bytes < settings.BatchBytes && settings.BatchWait - time.GetElapsedTime(since) is { Ticks: > 0 } left
            && await TakeAsync(reader, more, settings.BatchEvents - events.Count, left, stop).ConfigureAwait(false))
            bytes += Move(more, events);
        return true;
    }

    /// <summary>Takes events; false when none came in time.</summary>
    private async Task<bool> TakeAsync(IPartitionReader reader, List<PartitionEvent> into, int most, TimeSpan within, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            await reader.ReadAsync(into, most, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static long Move(List<PartitionEvent> from, List<PartitionEvent> to)
    {
        to.AddRange(from);
        return from.Sum(static one => (long)one.Bytes.Length);
    }

    private void Show(long? last) =>
        _state = _state with { Sequence = intake.At.Sequence, Behind = last is { } end ? Math.Max(0, end - intake.At.Sequence) : _state.Behind, HeldUpBy = null };

    private void HeldUp(Exception fault, TimeSpan wait)
    {
        var reason = fault switch
        {
            QuarantineFullException => $"quarantine is full: {fault.Message}",
            HubRefusedException => $"the hub refuses: {fault.Message}",
            StoreUnavailableException away => $"the database does not answer: {away.Reason}",
            DbException => $"the database refuses: {fault.Message}",
            _ => fault.Message,
        };
        _state = _state with { HeldUpBy = reason };
        metrics.HeldUp();
        // The hub throws out the old reader before the lease tells it: no news. A fault nobody thought of comes with where it was thrown.
        if (fault is HubRefusedException { IsStolen: true }) HubLog.Stolen(logger, hub.Name, grant.Name, fault.Message);
        else if (fault is QuarantineFullException or HubRefusedException or StoreUnavailableException or DbException) HubLog.HeldUp(logger, hub.Name, grant.Name, reason, wait.TotalSeconds);
        else HubLog.Faulted(logger, fault, hub.Name, grant.Name, wait.TotalSeconds);
    }
}
