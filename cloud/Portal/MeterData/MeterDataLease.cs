using System.Security.Cryptography;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>Of several portals on one database one makes the intervals by itself and tells others of them: the one that holds this lease.</summary>
internal sealed class MeterDataLease(Database database, ILogger<PortalProcess> log) : BackgroundService, ILeaseHolder
{
    /// <summary>A run is made every hour: a minute without one after a crash harms nobody, and a beat every quarter of a minute costs nothing.</summary>
    private static readonly TimeSpan _duration = TimeSpan.FromMinutes(1);

    private volatile LeaseGrant? _grant;

    /// <summary>What this process holds; null while another works.</summary>
    public LeaseGrant? Grant => _grant;

    public void Gained(LeaseGrant grant) => _grant = grant;

    public Task LetGoAsync(LeaseGrant grant)
    {
        _grant = null;
        return Task.CompletedTask;
    }

    public void Lost(LeaseGrant grant) => _grant = null;

    public void Failed(Exception fault) => PortalLog.MeterDataLeaseAway(log, fault.Message);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = new LeaseSettings
        {
            Pool = "meter data",
            Leases = ["intervals"],
            Member = $"{Environment.MachineName}/{RandomNumberGenerator.GetHexString(16, lowercase: true)}",
            Duration = _duration,
        };
        return new LeaseKeeper(database, settings, this, TimeProvider.System, new Random(RandomNumberGenerator.GetInt32(int.MaxValue))).RunAsync(stoppingToken);
    }
}
