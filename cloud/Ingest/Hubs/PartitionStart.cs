using System.Globalization;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>Where reading goes on, and what is known to be gone.</summary>
/// <param name="Position">Where.</param>
/// <param name="AlarmKind">What is wrong; null when nothing is.</param>
/// <param name="AlarmDetail">Which events are gone.</param>
internal sealed record PartitionStart(PartitionPosition Position, string? AlarmKind, string? AlarmDetail)
{
    /// <summary>Decides.</summary>
    /// <param name="stored">How far it is stored; null: it was never read.</param>
    /// <param name="hub">The hub as it is now.</param>
    /// <param name="ends">The partition as it is now.</param>
    public static PartitionStart Decide(PartitionPosition? stored, HubShape hub, PartitionEnds ends)
    {
        var created = hub.CreatedAt.ToUnixTimeMilliseconds();
        var beginning = new PartitionPosition(created, null, -1, 0);
        if (stored is null or { Sequence: < 0 }) return new PartitionStart(beginning, null, null);
        if (stored.HubCreatedMs != created || stored.Sequence > ends.Last)
        {
            return new PartitionStart(beginning, HubAlarms.Replaced, $"read up to event {stored.Sequence} of the hub of {Moment(stored.HubCreatedMs)}; this one was made {Moment(created)}");
        }

        var first = ends.IsEmpty ? ends.Last + 1 : ends.First;
        return first <= stored.Sequence + 1
            ? new PartitionStart(stored, null, null)
            : new PartitionStart(stored with { Offset = null, Sequence = first - 1 }, HubAlarms.Gap, HubAlarms.GapDetail(stored.Sequence + 1, first - 1));
    }

    private static string Moment(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
