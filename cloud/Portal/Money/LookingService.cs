namespace Wattline.Cloud.Portal.Money;

/// <summary>Looks again and again while the portal runs. What fails is told and tried again: a database that is away comes back.</summary>
/// <param name="every">From look to look.</param>
/// <param name="log">Where failures are told.</param>
internal abstract class LookingService(TimeSpan every, ILogger<PortalProcess> log) : BackgroundService
{
    /// <summary>One look.</summary>
    /// <param name="look">Counts them, from 0.</param>
    protected abstract void Look(long look);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            for (var look = 0L; await timer.WaitForNextTickAsync(stoppingToken); look++) Try(look);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private void Try(long look)
    {
        try
        {
            Look(look);
        }
#pragma warning disable CA1031 // The portal lives on and looks again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            PortalLog.MoneyFailed(log, fault);
        }
    }
}
