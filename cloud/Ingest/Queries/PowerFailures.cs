using System.Text.Json;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Power failures that meters wrote down (docs/uplink.md, events of meters, <c>power_down</c>).</summary>
public sealed class PowerFailures(Database database)
{
    /// <summary>The event's code.</summary>
    public const string Code = "power_down";

    /// <summary>Hands out those that began at a moment or later: meter, beginning and end, Unix seconds; without an end while it lasts.</summary>
    public void Stream(long since, Action<string, long, long?> each)
    {
        ArgumentNullException.ThrowIfNull(each);
        var rows = database.Read(connection => connection.Query<Row>(
            "SELECT subject AS Subject, start_ms AS StartMs, detail AS Detail FROM device_event WHERE code = @Code AND start_ms >= @Since ORDER BY start_ms", new { Code, Since = since * 1_000 }).ToList());
        foreach (var row in rows) each(row.Subject, row.StartMs / 1_000, EndOf(row.Detail));
    }

    private static long? EndOf(string detail)
    {
        using var json = JsonDocument.Parse(detail);
        return json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.GetArrayLength() > 0 && EventDetail.TryInteger(json.RootElement[0], out var end) ? end / 1_000 : null;
    }

    private sealed record Row(string Subject, long StartMs, string Detail);
}
