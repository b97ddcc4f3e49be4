namespace Wattline.Cloud.Portal.Money;

/// <summary>Looks for kiosks' questions four times a second: a customer stands there and waits.</summary>
internal sealed class KioskLoop(KioskCounter counter, ILogger<PortalProcess> log) : LookingService(TimeSpan.FromMilliseconds(250), log)
{
    /// <summary>Looks at the questions between two looks at the lists: half a minute.</summary>
    private const int LooksOfLists = 120;

    protected override void Look(long look)
    {
        counter.Answer();
        if (look % LooksOfLists == LooksOfLists - 1) counter.SendLists();
    }
}
