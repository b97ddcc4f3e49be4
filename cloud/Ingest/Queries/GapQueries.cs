using System.Text.Json;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Slots that concentrators explained at one go: their outages, and what meters' memories do not hold (docs/uplink.md, <c>outage</c> and <c>memory_gap</c>).</summary>
public sealed class GapQueries(Database database)
{
    /// <summary>The event's code.</summary>
    public const string Code = "memory_gap";

    /// <summary>Hands out those that touch slots from one moment to another, Unix seconds.</summary>
    public void Stream(long from, long to, Action<GapRow> each)
    {
        ArgumentNullException.ThrowIfNull(each);
        var (events, outages) = database.Read(connection => (
            connection.Query<EventText>("SELECT subject AS Subject, detail AS Detail FROM device_event WHERE code = @Code AND (start_ms IS NULL OR start_ms <= @To)", new { Code, To = to * 1_000 }).ToList(),
            connection.Query<OutageNumbers>(
                "SELECT s.concentrator AS Concentrator, o.first_slot AS First, o.last_slot AS Last, o.cause AS Cause FROM outage o JOIN message_source s ON s.id = o.source WHERE o.last_slot >= @From AND o.first_slot <= @To",
                new { From = from, To = to }).ToList()));
        foreach (var outage in outages)
            if (QualityTable.TryFromCause(outage.Cause, out var cause)) each(new GapRow(null, outage.Concentrator, outage.First, outage.Last, cause, null));
        foreach (var told in events)
            if (Read(told) is { } gap && gap.Last >= from) each(gap);
    }

    /// <summary>What is no gap by the contract explains nothing.</summary>
    private static GapRow? Read(EventText told)
    {
        using var json = JsonDocument.Parse(told.Detail);
        var list = json.RootElement;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 4) return null;
        return EventDetail.TryInteger(list[0], out var first) && EventDetail.TryInteger(list[1], out var last) && first <= last
            && EventDetail.TryInteger(list[2], out var number) && QualityTable.TryFromCause(number, out var cause) && EventDetail.TryInteger(list[3], out var task) && task is >= 0 and <= int.MaxValue
                ? new GapRow(told.Subject, null, first, last, cause, (int)task) : null;
    }

    private sealed record EventText(string Subject, string Detail);

    private sealed record OutageNumbers(string Concentrator, long First, long Last, long Cause);
}
