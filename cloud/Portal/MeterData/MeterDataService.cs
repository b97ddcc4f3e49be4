using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>
/// Makes intervals by itself: each hour of the last days, into which most comes late, and once a day of the weeks before. What has not changed is looked at
/// and left alone, so that nothing has to be remembered of where it was when the process ended.
/// </summary>
internal sealed class MeterDataService(MeterDataRun run, MeterDataLease lease, PowerFailures failures, SupplyBook supply, TimeProvider wall, ILogger<PortalProcess> log) : BackgroundService
{
    private const int RecentDays = 3;
    private const int LateDays = 40;

    private static readonly TimeSpan _every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every);
        DateOnly looked = default;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Another portal on this database does it.
                if (lease.Grant is not { } grant) continue;
                var today = DateOnly.FromDateTime(wall.GetUtcNow().UtcDateTime);
                var days = looked == today ? RecentDays : LateDays;
                if (await Task.Run(() => Look(today.AddDays(-days), today.AddDays(-1), grant), stoppingToken)) looked = today;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private bool Look(DateOnly from, DateOnly to, LeaseGrant grant)
    {
        try
        {
            // What meters wrote down of failures first: those times are without supply, not missing.
            failures.Stream(new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds(), supply.Tell);
            var report = run.Run(from, to, held: grant);
            PortalLog.IntervalsMade(log, from, to, report.Points, report.DaysAdded, report.DaysChanged);
            return true;
        }
#pragma warning disable CA1031 // A database that is away comes back; the portal lives on and looks again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            PortalLog.IntervalsFailed(log, fault);
            return false;
        }
    }
}
