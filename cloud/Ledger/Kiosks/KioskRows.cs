using Dapper;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>The SQL of kiosks' streams, notes and devices.</summary>
internal static class KioskRows
{
    public static Dictionary<(string Concentrator, string Epoch), long> Cursors(StoreConnection connection) => connection
        .Query<(string Concentrator, string Epoch, long Last)>("SELECT concentrator, epoch, last FROM kiosk_stream").ToDictionary(static row => (row.Concentrator, row.Epoch), static row => row.Last);

    /// <summary>Moves a cursor from where it is believed to be; false when it is elsewhere.</summary>
    public static bool MoveCursor(StoreConnection connection, KioskStreamHead head, long from, long to)
    {
        if (from == 0)
            connection.Execute("INSERT INTO kiosk_stream (concentrator, epoch, last) VALUES (@Concentrator, @Epoch, 0) ON CONFLICT DO NOTHING", new { head.Concentrator, head.Epoch });
        return connection.Execute(
            "UPDATE kiosk_stream SET last = @To WHERE concentrator = @Concentrator AND epoch = @Epoch AND last = @From", new { head.Concentrator, head.Epoch, From = from, To = to }) > 0;
    }

    public static void AddHole(StoreConnection connection, KioskStreamHead head, AbsentRecords hole, long nowMs) => connection.Execute(
        "INSERT INTO kiosk_hole (concentrator, epoch, first, last, reason, at_ms) VALUES (@Concentrator, @Epoch, @First, @Last, @Reason, @Now) ON CONFLICT DO NOTHING",
        new { head.Concentrator, head.Epoch, hole.First, hole.Last, Reason = Audit.FindingRows.Clean(hole.Reason), Now = nowMs });

    public static List<(KioskStreamHead Head, AbsentRecords Hole)> Holes(StoreConnection connection) => connection
        .Query<(string Concentrator, string Epoch, long First, long Last, string Reason)>("SELECT concentrator, epoch, first, last, reason FROM kiosk_hole")
        .Select(static row => (new KioskStreamHead(row.Concentrator, row.Epoch, row.Last), new AbsentRecords(row.First, row.Last, row.Reason))).ToList();

    /// <summary>What of a hole has come after all.</summary>
    public static HashSet<long> Late(StoreConnection connection, KioskStreamHead head, AbsentRecords hole) => connection.Query<long>(
        "SELECT sequence FROM kiosk_late WHERE concentrator = @Concentrator AND epoch = @Epoch AND sequence >= @First AND sequence <= @Last",
        new { head.Concentrator, head.Epoch, hole.First, hole.Last }).ToHashSet();

    public static bool TryAddLate(StoreConnection connection, KioskStreamHead head, long sequence, long nowMs) => connection.Execute(
        "INSERT INTO kiosk_late (concentrator, epoch, sequence, at_ms) VALUES (@Concentrator, @Epoch, @Sequence, @Now) ON CONFLICT DO NOTHING",
        new { head.Concentrator, head.Epoch, Sequence = sequence, Now = nowMs }) > 0;

    public static NoteRow? Note(StoreConnection connection, KioskStreamHead head, string kiosk, long note) => connection.QueryFirstOrDefault<NoteRow>(
        """
        SELECT state AS State, value AS Value, currency AS Currency, account AS Account, hold AS Hold, item AS Item FROM kiosk_note
        WHERE concentrator = @Concentrator AND epoch = @Epoch AND name = @Kiosk AND note = @Note
        """,
        new { head.Concentrator, head.Epoch, Kiosk = kiosk, Note = note });

    /// <summary>Notes of a kiosk that are in escrow in another epoch of its concentrator.</summary>
    public static List<(string Epoch, long Note, NoteRow Row)> OpenBefore(StoreConnection connection, KioskStreamHead head, string kiosk) => connection.Query<OpenNoteRow>(
        """
        SELECT epoch AS Epoch, note AS Note, value AS Value, currency AS Currency, account AS Account, hold AS Hold FROM kiosk_note
        WHERE state = 0 AND name = @Kiosk AND concentrator = @Concentrator AND epoch <> @Epoch ORDER BY at_ms, note
        """,
        new { head.Concentrator, head.Epoch, Kiosk = kiosk }).Select(static row => (row.Epoch, row.Note, new NoteRow(0, row.Value, row.Currency, row.Account, row.Hold, null))).ToList();

    public static void SetNote(StoreConnection connection, KioskStreamHead head, string kiosk, long note, NoteRow row, long nowMs) => connection.Execute(
        """
        INSERT INTO kiosk_note (concentrator, epoch, name, note, state, value, currency, account, hold, item, at_ms)
        VALUES (@Concentrator, @Epoch, @Kiosk, @Note, @State, @Value, @Currency, @Account, @Hold, @Item, @Now)
        ON CONFLICT (concentrator, epoch, name, note) DO UPDATE SET state = excluded.state, value = excluded.value, currency = excluded.currency,
            account = excluded.account, hold = excluded.hold, item = excluded.item
        """,
        new { head.Concentrator, head.Epoch, Kiosk = kiosk, Note = note, row.State, row.Value, row.Currency, row.Account, row.Hold, row.Item, Now = nowMs });

    public static KioskRow? Kiosk(StoreConnection connection, KioskStreamHead head, string name) => connection.QueryFirstOrDefault<KioskRow>(
        "SELECT last_record AS LastRecord, chain AS Chain, first_ms AS FirstMs FROM kiosk WHERE name = @Name AND concentrator = @Concentrator AND epoch = @Epoch",
        new { Name = name, head.Concentrator, head.Epoch });

    public static void SetKiosk(StoreConnection connection, KioskStreamHead head, string name, long? lastRecord, string? chain, long nowMs) => connection.Execute(
        """
        INSERT INTO kiosk (name, concentrator, epoch, last_record, chain, first_ms, last_ms) VALUES (@Name, @Concentrator, @Epoch, @LastRecord, @Chain, @Now, @Now)
        ON CONFLICT (name, concentrator, epoch) DO UPDATE SET last_record = excluded.last_record, chain = excluded.chain, last_ms = excluded.last_ms
        """,
        new { Name = name, head.Concentrator, head.Epoch, LastRecord = lastRecord, Chain = chain, Now = nowMs });

    /// <summary>Another concentrator that this kiosk writes from, or an epoch of this one that it began after the given; null when there is none.</summary>
    public static string? ElsewhereOf(StoreConnection connection, KioskStreamHead head, string name, long sinceMs) => connection.QueryFirstOrDefault<string>(
        """
        SELECT concentrator || '/' || epoch FROM kiosk WHERE name = @Name AND ((concentrator <> @Concentrator) OR (epoch <> @Epoch AND first_ms > @Since))
        ORDER BY first_ms LIMIT 1
        """,
        new { Name = name, head.Concentrator, head.Epoch, Since = sinceMs });

    /// <summary>Whether another concentrator's kiosk had this name before this one.</summary>
    public static bool WasElsewhere(StoreConnection connection, KioskStreamHead head, string name) => connection.Scalar<long>(
        """
        SELECT COUNT(*) FROM kiosk e WHERE e.name = @Name AND e.concentrator <> @Concentrator
            AND e.first_ms < (SELECT MIN(k.first_ms) FROM kiosk k WHERE k.name = @Name AND k.concentrator = @Concentrator)
        """,
        new { Name = name, head.Concentrator }) > 0;

    public static DeviceRow? Device(StoreConnection connection, string name, long device) => connection.QueryFirstOrDefault<DeviceRow>(
        "SELECT counter AS Counter, pieces AS Pieces, counted AS Counted FROM kiosk_device WHERE name = @Name AND device = @Device", new { Name = name, Device = device });

    public static void SetDevice(StoreConnection connection, string name, long device, DeviceRow row) => connection.Execute(
        """
        INSERT INTO kiosk_device (name, device, counter, pieces, counted) VALUES (@Name, @Device, @Counter, @Pieces, @Counted)
        ON CONFLICT (name, device) DO UPDATE SET counter = excluded.counter, pieces = excluded.pieces, counted = excluded.counted
        """,
        new { Name = name, Device = device, row.Counter, row.Pieces, row.Counted });

    /// <summary>What a kiosk's devices have counted since the last collection; null when none of them counts. It begins anew.</summary>
    public static long? Collect(StoreConnection connection, string name)
    {
        var counted = connection.QueryFirstOrDefault<SumRow>("SELECT CAST(SUM(counted) AS BIGINT) AS Sum FROM kiosk_device WHERE name = @Name AND counter IS NOT NULL", new { Name = name })?.Sum;
        connection.Execute("UPDATE kiosk_device SET counted = 0 WHERE name = @Name", new { Name = name });
        return counted;
    }

    [method: ExplicitConstructor]
    private sealed record SumRow(long? Sum);
}

/// <summary>What is known of a device: its counter, the pieces that records told of since, and what it counted since the last collection.</summary>
[method: ExplicitConstructor]
internal sealed record DeviceRow(long? Counter, long Pieces, long Counted);
[method: ExplicitConstructor]
internal sealed record OpenNoteRow(string Epoch, long Note, long Value, string Currency, string? Account, string? Hold);

/// <summary>What is known of a note. State: 0 in escrow, 1 credited, 2 returned, 3 suspense, 4 told again in a later epoch.</summary>
[method: ExplicitConstructor]
internal sealed record NoteRow(long State, long Value, string Currency, string? Account, string? Hold, long? Item);

/// <summary>What is known of a kiosk in an epoch.</summary>
[method: ExplicitConstructor]
internal sealed record KioskRow(long? LastRecord, string? Chain, long FirstMs);
