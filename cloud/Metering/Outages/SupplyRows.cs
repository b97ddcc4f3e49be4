using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Outages;

/// <summary>The SQL of times without supply, inside a transaction that the caller holds.</summary>
internal static class SupplyRows
{
    /// <summary>Known by point and beginning; an end that is told stays.</summary>
    public static void Put(StoreConnection connection, string point, long from, long? to, string meter) => connection.Prepared(
        "INSERT INTO supply_gap (point, from_s, to_s, told_by) VALUES (@point, @from, @to, @meter) ON CONFLICT (point, from_s) DO UPDATE SET to_s = COALESCE(excluded.to_s, supply_gap.to_s)",
        "point", "from", "to", "meter").Run(point, from, to, meter);
}
