using Dapper;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Outages;

/// <summary>When meters of a concentrator said nothing, and which of three things it was, until they answered again.</summary>
public sealed class OutageBook(Database database, IReadingSource source)
{
    /// <summary>Silences within slots, by meter and time.</summary>
    /// <param name="concentrator">Whose meters.</param>
    /// <param name="from">First slot, Unix seconds.</param>
    /// <param name="to">Last slot.</param>
    public IReadOnlyList<Silence> Of(string concentrator, long from, long to)
    {
        var (lines, points, gaps) = database.Read(connection =>
        {
            var meters = RegistryRows.Meters(connection).Where(one => one.Concentrator == concentrator).ToList();
            var installed = meters.ToDictionary(static one => one.Id, one => InstallationTable.OfMeter(connection, one.Id), StringComparer.Ordinal);
            var told = connection.Query<Gap>("SELECT point AS Point, from_s AS FromS, to_s AS ToS FROM supply_gap WHERE from_s < @To AND (to_s IS NULL OR to_s >= @From)", new { From = from, To = to })
                .ToLookup(static gap => gap.Point, static gap => new TimeSpanS(gap.FromS, gap.ToS ?? long.MaxValue), StringComparer.Ordinal);
            return (meters.ToDictionary(static one => one.Id, static one => one.Line, StringComparer.Ordinal), installed, told);
        });
        var slots = new SortedDictionary<long, Dictionary<string, bool>>();
        source.Stream(lines.Keys, from, to, reading =>
        {
            if (reading.Kind != ReadingKind.Register) return;
            if (!slots.TryGetValue(reading.Slot, out var told)) slots[reading.Slot] = told = new Dictionary<string, bool>(StringComparer.Ordinal);
            if (reading.Value is not null) told[reading.Meter] = false;
            else if (reading.Quality.Has(QualityTable.Silent)) told.TryAdd(reading.Meter, true);
        });
        var open = new Dictionary<string, Silence>(StringComparer.Ordinal);
        var silences = new List<Silence>();
        foreach (var (slot, told) in slots)
        {
            var kinds = SilentGroups.Of([.. told.Select(one => (one.Key, lines[one.Key], one.Value, HadFailure(one.Key, slot)))]);
            foreach (var (meter, isSilent) in told)
            {
                if (open.TryGetValue(meter, out var before) && (!isSilent || kinds[meter] != before.Kind))
                {
                    silences.Add(before with { To = slot, IsOver = !isSilent });
                    open.Remove(meter);
                }

                if (isSilent) open[meter] = open.TryGetValue(meter, out var going) ? going with { To = slot } : new Silence(meter, PointOf(meter, slot), kinds[meter], slot, slot, false);
            }
        }

        return [.. silences.Concat(open.Values).OrderBy(static one => one.Meter, StringComparer.Ordinal).ThenBy(static one => one.From)];

        string PointOf(string meter, long slot) => points[meter].LastOrDefault(one => one.From <= slot)?.Point ?? meter;

        bool HadFailure(string meter, long slot) => gaps[PointOf(meter, slot)].Any(gap => gap.From <= slot && slot <= gap.To);
    }

    [method: ExplicitConstructor]
    private sealed record Gap(string Point, long FromS, long? ToS);
}
