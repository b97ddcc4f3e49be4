namespace Wattline.Cloud.Portal.Money;

/// <summary>Looks for kiosks' questions four times a second: a customer stands there and waits.</summary>
internal sealed class KioskLoop(KioskCounter counter, ILogger<PortalProcess> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks at the questions between two looks at the lists: half a minute.</summary>
    private const int LooksOfLists = 120;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every);
        try
        {
            for (var look = 0L; await timer.WaitForNextTickAsync(stoppingToken); look++) Look(look);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private void Look(long look)
    {
        try
        {
            counter.Answer();
            if (look % LooksOfLists == LooksOfLists - 1) counter.SendLists();
        }
#pragma warning disable CA1031 // A database that is away comes back; the portal lives on and looks again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            PortalLog.MoneyFailed(log, fault);
        }
    }
}
