using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Processing;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>Ingestion's readings, handed to the room that makes intervals of them.</summary>
internal sealed class IngestedReadings(ToldQueries told, GapQueries gaps) : IReadingSource
{
    public void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldReading> each) => told.Stream(meters, from, to, row =>
        each(new ToldReading(row.Meter, row.Obis, row.Kind, row.LengthS, row.Slot, row.Value, row.Quality, row.ReceivedMs)));

    public void StreamGaps(long from, long to, Action<ToldGap> each) =>
        gaps.Stream(from, to, gap => each(new ToldGap(gap.Meter, gap.Concentrator, gap.First, gap.Last, gap.Cause, gap.Task)));

    public long? SlotBefore(string meter, Obis obis, long moment, long limit) => told.NearestSlot(meter, obis, moment, limit, isBefore: true);

    public long? SlotAfter(string meter, Obis obis, long moment, long limit) => told.NearestSlot(meter, obis, moment, limit, isBefore: false);
}
