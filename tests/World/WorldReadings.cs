using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Tests.World;

/// <summary>What the world's cloud has stored, for the room that makes intervals of it.</summary>
internal sealed class WorldReadings(Database database) : IReadingSource
{
    private readonly ToldQueries _told = new(database);
    private readonly GapQueries _gaps = new(database);

    public void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldReading> each) => _told.Stream(meters, from, to, row =>
        each(new ToldReading(row.Meter, row.Obis, row.Kind, row.LengthS, row.Slot, row.Value, row.Quality, row.ReceivedMs)));

    public void StreamGaps(long from, long to, Action<ToldGap> each) =>
        _gaps.Stream(from, to, gap => each(new ToldGap(gap.Meter, gap.Concentrator, gap.First, gap.Last, gap.Cause, gap.Task)));

    public long? SlotBefore(string meter, Obis obis, long moment, long limit) => _told.NearestSlot(meter, obis, moment, limit, isBefore: true);

    public long? SlotAfter(string meter, Obis obis, long moment, long limit) => _told.NearestSlot(meter, obis, moment, limit, isBefore: false);
}
