using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Portal.Money;

/// <summary>Takes kiosks' records into the ledger as they come, ends holds, and looks at arrears. Any number of portals may do it at once.</summary>
internal sealed class MoneyLoop(KioskIntake intake, LedgerBook book, ArrearsDesk arrears, ILogger<PortalProcess> log) : LookingService(TimeSpan.FromSeconds(1), log)
{
    /// <summary>Looks at the kiosks between two looks at all points: a person who has paid waits for the first, and a payment looks at its own point.</summary>
    private const int LooksOfArrears = 10;

    protected override void Look(long look)
    {
        intake.TakeIn();
        book.Expire();
        if (look % LooksOfArrears == 0) arrears.Look();
        else arrears.HandOn();
    }
}
