using System.Data.Common;
using Dapper;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>What this room's tables answer. Every answer is of one commit; streaming ones hand out row by row and hold nothing.</summary>
public sealed class IngestQueries(Database database)
{
    private const string ReadingColumns =
        """
        SELECT meter, obis, kind, length, slot, unscaled, decimals, quality, offset_ms, version, current, versions, told_values FROM reading_told
        """;

    /// <summary>Hands out the current version of every reading, by meter, channel and slot. The order is that of text and time.</summary>
    public void StreamReadings(Action<CurrentReading> each)
    {
        ArgumentNullException.ThrowIfNull(each);
        database.Read(connection =>
        {
            using var rows = connection.Reader(ReadingColumns + " WHERE current = 1 ORDER BY meter, obis, kind, length, slot");
            while (rows.Read()) each(Reading(rows));
            return 0;
        });
    }

    /// <summary>Readings of one meter by slot, then channel, then version; at most <see cref="IngestLimits.PageRowsMax"/> and one, which tells that there are more.</summary>
    public IReadOnlyList<CurrentReading> Readings(ReadingPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return database.Read(connection =>
        {
            var found = new List<CurrentReading>();
            using var rows = connection.Reader(
                ReadingColumns + (page.AllVersions ? " WHERE " : " WHERE current = 1 AND ") +
                "meter = @Meter AND (@Obis IS NULL OR obis = @Obis) AND slot >= @From AND slot <= @To " +
                "ORDER BY slot, obis, kind, length, version LIMIT @Limit OFFSET @Skip",
                new { page.Meter, page.Obis, page.From, page.To, Limit = Math.Min(page.Limit, IngestLimits.PageRowsMax + 1), page.Skip });
            while (rows.Read()) found.Add(Reading(rows));
            return found;
        });
    }

    /// <summary>Hands out the current readings of a meter of one kind and length within slots: channel, slot, whether there is a value, and the quality.</summary>
    public void StreamSlots(string meter, ReadingKind kind, int lengthS, long from, long to, Action<Obis, long, bool, QualitySet> each)
    {
        ArgumentNullException.ThrowIfNull(each);
        database.Read(connection =>
        {
            using var rows = connection.Reader(
                """
                SELECT obis, slot, unscaled, quality FROM reading_told
                WHERE meter = @Meter AND kind = @Kind AND length = @Length AND current = 1 AND slot >= @From AND slot <= @To
                """,
                new { Meter = meter, Kind = (long)kind, Length = (long)lengthS, From = from, To = to });
            while (rows.Read()) each(Obis.Parse(rows.GetString(0)), rows.GetInt64(1), !rows.IsDBNull(2), new QualitySet((ulong)rows.GetInt64(3)));
            return 0;
        });
    }

    /// <summary>The first and last slot of a meter, Unix seconds, or null when nothing is stored of it.</summary>
    public (long First, long Last)? SlotsOf(string meter) => database.Read(connection =>
    {
        var row = connection.QueryFirstOrDefault<BoundsRow>(
            "SELECT MIN(first) AS First, MAX(last) AS Last FROM meter_slots WHERE meter = @Meter", new { Meter = meter });
        return row is { First: { } first, Last: { } last } ? (first, last) : ((long, long)?)null;
    });

    /// <summary>All notes, by concentrator, kiosk and number.</summary>
    public IReadOnlyList<NoteState> Notes(int limit = int.MaxValue, long skip = 0) => database.Read(connection => connection.Query<NoteRow>(
        """
        SELECT s.concentrator AS Concentrator, s.epoch AS Epoch, n.kiosk AS Kiosk, n.note AS Note, n.state AS State, n.endings AS Endings,
            n.value AS Value, n.currency AS Currency, n.account AS Account
        FROM note n JOIN message_source s ON s.id = n.source
        ORDER BY s.concentrator, s.epoch, n.kiosk, n.note LIMIT @Limit OFFSET @Skip
        """,
        new { Limit = limit, Skip = skip })
        .Select(static r => new NoteState(r.Concentrator, r.Epoch, r.Kiosk, r.Note, (MoneyType)r.State, (int)r.Endings, r.Value, r.Currency, r.Account)).ToList());

    /// <summary>What was credited, by account.</summary>
    public IReadOnlyList<AccountTotal> Accounts() => database.Read(connection => connection.Query<AccountRow>(
        "SELECT account AS Account, currency AS Currency, CAST(SUM(value) AS BIGINT) AS Credited, COUNT(*) AS Notes FROM note WHERE state = 1 GROUP BY account, currency ORDER BY account, currency")
        .Select(static r => new AccountTotal(r.Account, r.Currency, r.Credited, r.Notes)).ToList());

    /// <summary>Quarantine, newest first.</summary>
    public IReadOnlyList<QuarantineRow> Quarantine(int limit = 100, long skip = 0) => database.Read(connection => connection.Query<QuarantineRow>(
        """
        SELECT digest AS Digest, received_ms AS ReceivedMs, field AS Field, reason AS Reason, bytes_total AS BytesTotal, bytes AS Bytes
        FROM quarantine ORDER BY received_ms DESC, digest LIMIT @Limit OFFSET @Skip
        """,
        new { Limit = limit, Skip = skip }).ToList());

    /// <summary>Alarms, newest first.</summary>
    public IReadOnlyList<AlarmRow> Alarms(int limit = 100) => database.Read(connection => connection.Query<AlarmRow>(
        "SELECT id AS Id, raised_ms AS RaisedMs, kind AS Kind, concentrator AS Concentrator, detail AS Detail, times AS Times FROM alarm ORDER BY id DESC LIMIT @Limit", new { Limit = limit }).ToList());

    /// <summary>Ranges that were explained as lost.</summary>
    public IReadOnlyList<LostRow> Lost() => database.Read(connection => connection.Query<LostNumbers>(
        """
        SELECT s.concentrator AS Concentrator, s.epoch AS Epoch, s.stream AS Stream, l.first AS First, l.last AS Last, l.reason AS Reason
        FROM lost_range l JOIN message_source s ON s.id = l.source ORDER BY s.concentrator, s.epoch, s.stream, l.first
        """).Select(static r => new LostRow(r.Concentrator, r.Epoch, ((StreamId)r.Stream).Name(), r.First, r.Last, r.Reason)).ToList());

    /// <summary>Outages of a concentrator that touch slots from <paramref name="from"/> to <paramref name="to"/>, Unix seconds, oldest first.</summary>
    public IReadOnlyList<OutageRow> Outages(string concentrator, long from = long.MinValue, long to = long.MaxValue) => database.Read(connection => connection.Query<OutageNumbers>(
        """
        SELECT s.concentrator AS Concentrator, o.first_slot AS FirstSlot, o.last_slot AS LastSlot, o.cause AS Cause,
            (SELECT e.detail FROM device_event e WHERE e.source = o.source AND e.code = 'plan' AND e.sequence < o.sequence
                ORDER BY e.sequence DESC LIMIT 1) AS PlanTold
        FROM outage o JOIN message_source s ON s.id = o.source
        WHERE s.concentrator = @Concentrator AND o.last_slot >= @From AND o.first_slot <= @To ORDER BY o.first_slot, s.epoch, o.sequence LIMIT @Limit
        """,
        new { Concentrator = concentrator, From = from, To = to, Limit = IngestLimits.OutagesMax }).Select(static r => r.ToRow()).ToList());

    /// <summary>Every stream and what is missing of it.</summary>
    public IReadOnlyList<StreamState> Streams() => database.Read(connection => connection.Query<SourceRow>(
        """
        SELECT s.id AS Id, s.concentrator AS Concentrator, s.epoch AS Epoch, s.stream AS Stream,
            (SELECT COUNT(*) FROM message m WHERE m.source = s.id) AS Messages,
            COALESCE((SELECT MAX(c.last) FROM coverage c WHERE c.source = s.id), 0) AS Highest
        FROM message_source s ORDER BY s.concentrator, s.epoch, s.stream
        """).Select(r => new StreamState(
            r.Concentrator, r.Epoch, ((StreamId)r.Stream).Name(), r.Messages, r.Highest,
            SequenceRange.Gaps(CoverageRows.Known(connection, r.Id)).Where(gap => gap.First <= r.Highest).Sum(static gap => gap.Last - gap.First + 1))).ToList());

    /// <summary>By which gateway each concentrator was heard last, and when (Unix milliseconds).</summary>
    public IReadOnlyDictionary<string, (string Gateway, long ReceivedMs)> Heard() => database.Read(connection =>
        connection.Query<HeardRow>("SELECT concentrator AS Concentrator, gateway AS Gateway, received_ms AS ReceivedMs FROM concentrator_heard")
            .ToDictionary(static r => r.Concentrator, static r => (r.Gateway, r.ReceivedMs), StringComparer.Ordinal));

    /// <summary>The highest sequences stored of concentrators, the newest epochs of each last.</summary>
    /// <param name="concentrators">Not many: they stand in the query.</param>
    /// <param name="epochsMax">How many epochs of each.</param>
    public IReadOnlyList<HighWater> Marks(IReadOnlyCollection<string> concentrators, int epochsMax) => database.Read(connection => connection.Query<MarkRow>(
        $"""
        SELECT s.concentrator AS Concentrator, s.epoch AS Epoch, s.stream AS Stream, MAX(c.last) AS Last, MAX(s.id) AS Source
        FROM message_source s JOIN coverage c ON c.source = s.id
        WHERE {connection.IsOneOf("s.concentrator", "@Concentrators")} AND s.epoch <> 'senml' GROUP BY s.concentrator, s.epoch, s.stream
        """,
        new { Concentrators = concentrators.ToArray() })
        .GroupBy(static row => (row.Concentrator, row.Epoch))
        .Select(static epoch => (Newest: epoch.Max(static row => row.Source), Mark: new HighWater(
            epoch.Key.Concentrator, epoch.Key.Epoch, Of(epoch, StreamId.Money), Of(epoch, StreamId.Events), Of(epoch, StreamId.Readings))))
        .GroupBy(static one => one.Mark.Concentrator)
        .SelectMany(all => all.OrderBy(static one => one.Newest).TakeLast(epochsMax).Select(static one => one.Mark)).ToList());

    /// <summary>What the tables hold, by number.</summary>
    public IngestCounts Counts() => database.Read(connection => connection.QueryFirstOrDefault<IngestCounts>(
        """
        SELECT (SELECT COUNT(*) FROM message) AS Messages, (SELECT COUNT(*) FROM reading_told WHERE current = 1) AS Readings,
            (SELECT COUNT(*) FROM reading_told WHERE current = 1 AND unscaled IS NULL) AS Absences, (SELECT COUNT(*) FROM reading WHERE version > 1) AS Versions,
            (SELECT COUNT(*) FROM device_event) AS Events, (SELECT COUNT(*) FROM payment) AS Payments,
            (SELECT COUNT(*) FROM quarantine) AS Quarantined, (SELECT COUNT(*) FROM alarm) AS Alarms, (SELECT COUNT(*) FROM lost_range) AS LostRanges,
            (SELECT COUNT(*) FROM replay_request WHERE closed_ms IS NULL) AS ReplaysOpen, (SELECT COUNT(*) FROM replay_request WHERE closed_ms IS NOT NULL) AS ReplaysClosed
        """)!);

    private static long Of(IEnumerable<MarkRow> epoch, StreamId stream) => epoch.Where(row => row.Stream == (long)stream).Sum(static row => row.Last);

    private static CurrentReading Reading(DbDataReader row) => new(
        row.GetString(0), Obis.Parse(row.GetString(1)), (ReadingKind)row.GetInt64(2), (int)row.GetInt64(3), row.GetInt64(4),
        row.IsDBNull(5) ? null : new ExactDecimal(row.GetInt64(5), (byte)row.GetInt64(6)), new QualitySet((ulong)row.GetInt64(7)), row.GetInt64(8),
        (int)row.GetInt64(9), (int)row.GetInt64(11), (int)row.GetInt64(12), row.GetInt64(10) != 0);

    // The rows below hold integers as the database gives them, in 64 bits. ExplicitConstructor: an expression's type is not known where it is NULL.
    [method: ExplicitConstructor]
    private sealed record BoundsRow(long? First, long? Last);

    [method: ExplicitConstructor]
    private sealed record NoteRow(
        string Concentrator, string Epoch, string Kiosk, long Note, long State, long Endings, long Value, string Currency, string? Account);

    [method: ExplicitConstructor]
    private sealed record AccountRow(string Account, string Currency, long Credited, long Notes);

    private sealed record LostNumbers(string Concentrator, string Epoch, long Stream, long First, long Last, string Reason);

    [method: ExplicitConstructor]
    private sealed record OutageNumbers(string Concentrator, long FirstSlot, long LastSlot, long Cause, string? PlanTold)
    {
        public OutageRow ToRow()
        {
            QualityTable.TryFromCause(Cause, out var cause);
            return new OutageRow(Concentrator, PlanTold is null ? null : EventDetail.PlanOf(PlanTold), FirstSlot, LastSlot, cause);
        }
    }

    [method: ExplicitConstructor]
    private sealed record SourceRow(long Id, string Concentrator, string Epoch, long Stream, long Messages, long Highest);

    [method: ExplicitConstructor]
    private sealed record MarkRow(string Concentrator, string Epoch, long Stream, long Last, long Source);

    private sealed record HeardRow(string Concentrator, string Gateway, long ReceivedMs);
}
