using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Portal.Money;

/// <summary>Takes kiosks' records into the ledger as they come, ends holds, and looks at arrears. Any number of portals may do it at once.</summary>
internal sealed class MoneyLoop(KioskIntake intake, LedgerBook book, ArrearsDesk arrears, ILogger<PortalProcess> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    /// <summary>Looks at the kiosks between two looks at all points: a person who has paid waits for the first, and a payment looks at its own point.</summary>
    private const int LooksOfArrears = 10;

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
            intake.TakeIn();
            book.Expire();
            if (look % LooksOfArrears == 0) arrears.Look();
            else arrears.HandOn();
        }
#pragma warning disable CA1031 // A database that is away comes back; the portal lives on and looks again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            PortalLog.MoneyFailed(log, fault);
        }
    }
}
