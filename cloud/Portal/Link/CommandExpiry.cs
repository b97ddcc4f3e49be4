using Wattline.Cloud.Commands.Queue;

namespace Wattline.Cloud.Portal.Link;

/// <summary>Ends commands whose time is over, whoever is linked.</summary>
internal sealed class CommandExpiry(CommandQueue queue, ILogger<PortalProcess> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private void Look()
    {
        try
        {
            queue.Expire();
        }
#pragma warning disable CA1031 // A database that is away comes back; the portal lives on and looks again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            PortalLog.ExpiryFailed(log, fault);
        }
    }
}
