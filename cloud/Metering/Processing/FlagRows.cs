using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>The SQL of what the checks doubt of readings: made anew with each run over their time.</summary>
internal static class FlagRows
{
    public static void Replace(StoreConnection connection, List<PointWork> work, List<ReadingFlag> flags)
    {
        foreach (var group in work.GroupBy(static one => one.Range))
            connection.Execute(
                $"DELETE FROM reading_flag WHERE {connection.IsOneOf("meter", "@Meters")} AND slot > @From AND slot <= @To",
                new { Meters = group.SelectMany(static one => one.Meters()).Distinct().ToArray(), group.Key.From, group.Key.To });
        var merged = new Dictionary<(string, Obis, long), ReadingFlag>();
        foreach (var flag in flags)
        {
            var key = (flag.Meter, flag.Obis, flag.Slot);
            merged[key] = merged.TryGetValue(key, out var other) ? flag with { Quality = new QualitySet(flag.Quality.Bits | other.Quality.Bits) } : flag;
        }

        foreach (var flag in merged.Values)
            connection.Prepared(
                "INSERT INTO reading_flag (meter, obis, slot, quality) VALUES (@meter, @obis, @slot, @quality) ON CONFLICT (meter, obis, slot) DO UPDATE SET quality = excluded.quality",
                "meter", "obis", "slot", "quality").Run(flag.Meter, flag.Obis.ToString(), flag.Slot, (long)flag.Quality.Bits);
    }
}
