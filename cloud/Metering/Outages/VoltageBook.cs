using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Outages;

/// <summary>The voltage pass rate (电压合格率) of points and areas.</summary>
public sealed class VoltageBook(Database database, IReadingSource source)
{
    /// <summary>All readings of voltage of an area's points, or of one point, over dates of their zones.</summary>
    public VoltageQuality Of(DateOnly from, DateOnly to, string? area = null, string? point = null)
    {
        var sum = new VoltageQuality(0, 0, 0, 0);
        foreach (var batch in database.Read(connection => PointSetups.Load(connection, point is null ? null : [point])).Where(one => area is null || one.Point.Area == area).Chunk(MeterDataRun.PointsOfBatch))
        {
            var setups = batch.SelectMany(static one => one.Installations.Select(installed => (installed.Meter, one))).GroupBy(static one => one.Meter).ToDictionary(static one => one.Key, static one => one.Last().one, StringComparer.Ordinal);
            var (first, last) = (batch.Min(one => LocalDay.Of(from, one.Zone).From), batch.Max(one => LocalDay.Of(to, one.Zone).To));
            source.Stream(setups.Keys, first + 1, last, reading =>
            {
                if (reading.Kind != ReadingKind.Register || reading.Value is not { } value || reading.Obis is not { A: 1, D: 7, C: 32 or 52 or 72 }) return;
                var setup = setups[reading.Meter];
                var isLine = setup.WiringOf(reading.Meter, reading.Slot) == Wiring.ThreeWire;
                if (!isLine || reading.Obis.C != 52) sum = sum.With(VoltageQuality.Of([value.ToDecimal()], setup.Thresholds, isLine));
            });
        }

        return sum;
    }
}
