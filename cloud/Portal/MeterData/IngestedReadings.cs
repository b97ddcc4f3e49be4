using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Processing;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>Ingestion's readings, handed to the room that makes intervals of them.</summary>
internal sealed class IngestedReadings(ToldQueries told) : IReadingSource
{
    public void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldReading> each) => told.Stream(meters, from, to, row =>
        each(new ToldReading(row.Meter, row.Obis, row.Kind, row.LengthS, row.Slot, row.Value, row.Quality, row.ReceivedMs)));

    public long? SlotBefore(string meter, long moment, long limit) => told.NearestSlot(meter, moment, limit, isBefore: true);

    public long? SlotAfter(string meter, long moment, long limit) => told.NearestSlot(meter, moment, limit, isBefore: false);
}
