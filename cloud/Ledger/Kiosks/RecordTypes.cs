namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>The types of <see cref="KioskRecord"/> (docs/uplink.md, money).</summary>
internal static class RecordTypes
{
    public const long Escrow = 0;
    public const long Credited = 1;
    public const long Returned = 2;
    public const long Suspense = 3;
    public const long Collection = 6;
    public const long Counted = 7;
    public const long Deposit = 8;
    public const long Counters = 9;
}
