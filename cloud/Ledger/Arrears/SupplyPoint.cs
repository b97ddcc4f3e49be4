namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>A point of delivery, for its money.</summary>
/// <param name="Point">Its name in the registry.</param>
/// <param name="Meter">Its meter.</param>
/// <param name="Currency">In which its tenants pay.</param>
/// <param name="Authority">Who says what there is to spend.</param>
/// <param name="Zone">Its time zone (IANA), for quiet hours.</param>
/// <param name="ProtectedReason">Why its customer is protected; null: not.</param>
/// <param name="LockedReason">Why it is not to be reconnected by a payment; null: it is.</param>
public sealed record SupplyPoint(string Point, string Meter, string Currency, BalanceAuthority Authority, string Zone, string? ProtectedReason = null, string? LockedReason = null);
