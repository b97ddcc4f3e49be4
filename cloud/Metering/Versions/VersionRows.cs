using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>The SQL of versions, inside a transaction that the caller holds. Only intervals that have more than one are here.</summary>
internal static class VersionRows
{
    public static void Add(StoreConnection connection, IntervalVersion version) => connection.Prepared(
        """
        INSERT INTO interval_version (series, end_s, version, amount, decimals, origin, kind, quality, at_ms, who, why)
        VALUES (@series, @end, @version, @amount, @decimals, @origin, @kind, @quality, @at, @who, @why) ON CONFLICT DO NOTHING
        """,
        "series", "end", "version", "amount", "decimals", "origin", "kind", "quality", "at", "who", "why").Run(
        version.Series, version.EndS, (long)version.Version, version.Amount?.Unscaled, (long)(version.Amount?.Decimals ?? 0), (long)version.Origin, (long)version.Kind,
        (long)version.Quality.Bits, version.AtMs, version.Who, version.Why);

    /// <summary>The versions of an interval, by number; none when it has one only.</summary>
    public static List<IntervalVersion> Of(StoreConnection connection, long series, long end)
    {
        var versions = new List<IntervalVersion>();
        using var rows = connection.Prepared(
            "SELECT version, amount, decimals, origin, kind, quality, at_ms, who, why FROM interval_version WHERE series = @series AND end_s = @end ORDER BY version", "series", "end")
            .Rows(series, end);
        while (rows.Read())
            versions.Add(new IntervalVersion(
                series, end, (int)rows.GetInt64(0), rows.IsDBNull(1) ? null : new ExactDecimal(rows.GetInt64(1), (byte)rows.GetInt64(2)), (IntervalOrigin)rows.GetInt64(3),
                (VersionKind)rows.GetInt64(4), new QualitySet((ulong)rows.GetInt64(5)), rows.GetInt64(6), rows.GetString(7), rows.GetString(8)));
        return versions;
    }

    /// <summary>What was measured last, before a person set the interval.</summary>
    public static ExactDecimal? Measured(StoreConnection connection, long series, long end) =>
        Of(connection, series, end).LastOrDefault(static version => version.Origin is IntervalOrigin.Registers or IntervalOrigin.Profile)?.Amount;
}
