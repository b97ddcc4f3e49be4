using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Events of meters and devices by their codes.</summary>
public sealed class MeterEvents(Database database)
{
    /// <summary>Hands out subject and code of those that began within a time, Unix seconds.</summary>
    public void Stream(IReadOnlyCollection<string> codes, long from, long to, Action<string, string> each)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(each);
        // One occurrence may have been told by several epochs of a device.
        var rows = database.Read(connection => connection.Query<Row>(
            $"SELECT DISTINCT subject AS Subject, code AS Code, counter AS Counter, start_ms AS StartMs FROM device_event WHERE {connection.IsOneOf("code", "@Codes")} AND start_ms >= @From AND start_ms <= @To",
            new { Codes = codes.ToArray(), From = from * 1_000, To = to * 1_000 }).ToList());
        foreach (var row in rows) each(row.Subject, row.Code);
    }

    private sealed record Row(string Subject, string Code, long Counter, long StartMs);
}
