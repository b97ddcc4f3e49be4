using System.Globalization;
using System.Text;
using System.Text.Json;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Webhooks;

/// <summary>
/// Days that others want to hear of, as CloudEvents: written in the transaction that made the day, so that none is told that was not made and none is made
/// that is not told. They leave one by one, at least once, in the order of their making for each try.
/// </summary>
public sealed class WebhookOutbox(Database database, TimeProvider wall)
{
    /// <summary>The event's type.</summary>
    public const string IntervalsType = "wattline.intervals.v1";

    /// <summary>How long is waited after each try that failed; after the last the event is given up, and stays to be looked at.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(24), TimeSpan.FromHours(24),
    ];

    /// <summary>Events whose time has come, the oldest first.</summary>
    public IReadOnlyList<WebhookEvent> Due(int limit) => database.Read(connection =>
    {
        var events = new List<WebhookEvent>();
        using var rows = connection.Prepared("SELECT id, body, tries FROM webhook_event WHERE next_ms <= @now ORDER BY id LIMIT @limit", "now", "limit")
            .Rows(wall.GetUtcNow().ToUnixTimeMilliseconds(), (long)limit);
        while (rows.Read()) events.Add(new WebhookEvent(rows.GetInt64(0), rows.GetString(1), (int)rows.GetInt64(2)));
        return events;
    });

    /// <summary>How many wait, and how many were given up.</summary>
    public (long Waiting, long GivenUp) Count() => database.Read(static connection => (
        connection.Scalar<long>("SELECT COUNT(*) FROM webhook_event WHERE next_ms IS NOT NULL"), connection.Scalar<long>("SELECT COUNT(*) FROM webhook_event WHERE next_ms IS NULL")));

    /// <summary>An event was taken by the other side.</summary>
    public void Done(long id) => database.Write(connection => connection.Prepared("DELETE FROM webhook_event WHERE id = @id", "id").Run(id));

    /// <summary>An event was not taken: again later, or never.</summary>
    public void Failed(WebhookEvent told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var next = told.Tries < Waits.Count ? (long?)(wall.GetUtcNow() + Waits[told.Tries]).ToUnixTimeMilliseconds() : null;
        database.Write(connection => connection.Prepared("UPDATE webhook_event SET tries = tries + 1, next_ms = @next WHERE id = @id", "next", "id").Run(next, told.Id));
    }

    /// <summary>Tells a day, inside the transaction that makes it. It takes the place of what was not taken yet of the same day: that must not come after it.</summary>
    internal static void Add(StoreConnection connection, IntervalSeries series, DayRow row, long nowMs)
    {
        connection.Prepared("DELETE FROM webhook_event WHERE series = @series AND day = @day", "series", "day").Run(series.Id, (long)row.Day);
        connection.Prepared("INSERT INTO webhook_event (body, tries, next_ms, series, day) VALUES (@body, 0, @next, @series, @day)", "body", "next", "series", "day")
            .Run(Body(series, row, nowMs), nowMs, series.Id, (long)row.Day);
    }

    private static string Body(IntervalSeries series, DayRow row, long nowMs)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var date = DayRow.DateOf(row.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            // The same day with the same versions is the same event.
            json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{series.Id}/{date}/{nowMs}"));
            json.WriteString("source", "/wattline/metering");
            json.WriteString("type", IntervalsType);
            json.WriteString("subject", series.Point);
            json.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            json.WriteString("point", series.Point);
            json.WriteString("obis", series.Obis.ToString());
            json.WriteString("date", date);
            json.WriteNumber("length_s", series.LengthS);
            json.WriteNumber("first_end", row.Grid.Count > 0 ? row.Grid.EndOf(0) : row.Grid.From);
            json.WriteStartArray("amounts");
            for (var i = 0; i < row.Amounts.Length; i++)
                if (row.Origins[i] == IntervalOrigin.Missing) json.WriteNullValue();
                else json.WriteStringValue(new ExactDecimal(row.Amounts[i], (byte)row.Decimals).ToString());
            json.WriteEndArray();
            json.WriteStartObject("quality");
            for (var i = 0; i < row.Quality.Length; i++) WriteCodes(json, i, row.Quality[i]);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteCodes(Utf8JsonWriter json, int index, ulong bits)
    {
        if (bits == 0) return;
        var quality = new QualitySet(bits);
        json.WriteStartArray(index.ToString(CultureInfo.InvariantCulture));
        while (QualitySet.TryTake(ref quality, out var row)) json.WriteStringValue(row.Code.ToString());
        json.WriteEndArray();
    }
}
