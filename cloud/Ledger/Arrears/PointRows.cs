using Dapper;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>The SQL of points, tenants and arrears.</summary>
internal static class PointRows
{
    private const string Columns =
        "point AS Point, meter AS Meter, currency AS Currency, authority AS Authority, zone AS Zone, protected_reason AS ProtectedReason, locked_reason AS LockedReason FROM supply_point";

    public static SupplyPoint? Find(StoreConnection connection, string point) =>
        connection.QueryFirstOrDefault<PointRow>($"SELECT {Columns} WHERE point = @Point", new { Point = point })?.ToPoint();

    public static SupplyPoint? OfMeter(StoreConnection connection, string meter) =>
        connection.QueryFirstOrDefault<PointRow>($"SELECT {Columns} WHERE meter = @Meter", new { Meter = meter })?.ToPoint();

    /// <summary>Points of the ledger at which there may be something to do: the tenant owes, or something was done.</summary>
    public static List<string> Suspects(StoreConnection connection, string after, int limit) => connection.Query<string>(
        """
        SELECT p.point FROM supply_point p
        LEFT JOIN tenancy t ON t.point = p.point AND t.to_ms IS NULL
        LEFT JOIN ledger_account a ON a.kind = 5 AND a.subject = t.account AND a.currency = p.currency
        LEFT JOIN arrears r ON r.point = p.point
        WHERE p.authority = 1 AND p.point > @After AND (a.posted < 0 OR r.stage <> 0) ORDER BY p.point LIMIT @Limit
        """,
        new { After = after, Limit = (long)limit }).ToList();

    public static void Set(StoreConnection connection, SupplyPoint point, long nowMs) => connection.Execute(
        """
        INSERT INTO supply_point (point, meter, currency, authority, zone, protected_reason, locked_reason, changed_ms)
        VALUES (@Point, @Meter, @Currency, @Authority, @Zone, @ProtectedReason, @LockedReason, @Now)
        ON CONFLICT (point) DO UPDATE SET meter = excluded.meter, currency = excluded.currency, authority = excluded.authority, zone = excluded.zone,
            protected_reason = excluded.protected_reason, locked_reason = excluded.locked_reason, changed_ms = excluded.changed_ms
        """,
        new { point.Point, point.Meter, point.Currency, Authority = (long)point.Authority, point.Zone, point.ProtectedReason, point.LockedReason, Now = nowMs });

    public static TenancyRow? Tenancy(StoreConnection connection, string point) => connection.QueryFirstOrDefault<TenancyRow>(
        "SELECT account AS Account, from_ms AS FromMs FROM tenancy WHERE point = @Point AND to_ms IS NULL", new { Point = point });

    public static void MoveIn(StoreConnection connection, string point, string? account, long fromMs)
    {
        connection.Execute("UPDATE tenancy SET to_ms = @From WHERE point = @Point AND to_ms IS NULL", new { Point = point, From = fromMs });
        if (account is not null) connection.Execute("INSERT INTO tenancy (point, account, from_ms) VALUES (@Point, @Account, @From)", new { Point = point, Account = account, From = fromMs });
    }

    public static ArrearsRow? Arrears(StoreConnection connection, string point) => connection.QueryFirstOrDefault<ArrearsRow>(
        "SELECT account AS Account, stage AS Stage, since_ms AS SinceMs, notice_ms AS NoticeMs, notice_proof AS NoticeProof, decision AS Decision FROM arrears WHERE point = @Point", new { Point = point });

    public static void SetArrears(StoreConnection connection, string point, ArrearsRow row) => connection.Execute(
        """
        INSERT INTO arrears (point, account, stage, since_ms, notice_ms, notice_proof, decision) VALUES (@Point, @Account, @Stage, @SinceMs, @NoticeMs, @NoticeProof, @Decision)
        ON CONFLICT (point) DO UPDATE SET account = excluded.account, stage = excluded.stage, since_ms = excluded.since_ms, notice_ms = excluded.notice_ms,
            notice_proof = excluded.notice_proof, decision = excluded.decision
        """,
        new { Point = point, row.Account, row.Stage, row.SinceMs, row.NoticeMs, row.NoticeProof, row.Decision });

    public static void AddAction(StoreConnection connection, MeterOrder order) => connection.Execute(
        """
        INSERT INTO arrears_action (point, decision, account, meter, action, reason, overdue, at_ms)
        VALUES (@Point, @Decision, @Account, @Meter, @Action, @Reason, @Overdue, @AtMs)
        """,
        new { order.Point, order.Decision, order.Account, order.Meter, Action = (long)order.Action, Reason = (long)order.Reason, order.Overdue, order.AtMs });

    public static List<(MeterOrder Order, string? Answer)> Actions(StoreConnection connection, string? point, bool onlyOpen, int limit) => connection.Query<ActionRow>(
        $"""
        SELECT point AS Point, decision AS Decision, account AS Account, meter AS Meter, action AS Action, reason AS Reason, overdue AS Overdue, at_ms AS AtMs, answer AS Answer
        FROM arrears_action WHERE (CAST(@Point AS TEXT) IS NULL OR point = @Point) {(onlyOpen ? "AND handed_ms IS NULL" : "")} ORDER BY at_ms {(onlyOpen ? "" : "DESC")}, point, decision LIMIT @Limit
        """,
        new { Point = point, Limit = (long)limit }).Select(static row => (row.ToOrder(), row.Answer)).ToList();

    public static void Handed(StoreConnection connection, MeterOrder order, string answer, long nowMs) => connection.Execute(
        "UPDATE arrears_action SET handed_ms = @Now, answer = @Answer WHERE point = @Point AND decision = @Decision AND handed_ms IS NULL",
        new { order.Point, order.Decision, Now = nowMs, Answer = Audit.FindingRows.Clean(answer) });

    /// <summary>Kiosks at which a customer has paid.</summary>
    public static List<string> KiosksOf(StoreConnection connection, string account) =>
        connection.Query<string>("SELECT DISTINCT name FROM kiosk_note WHERE account = @Account", new { Account = account }).ToList();

    [method: ExplicitConstructor]
    private sealed record PointRow(string Point, string Meter, string Currency, long Authority, string Zone, string? ProtectedReason, string? LockedReason)
    {
        public SupplyPoint ToPoint() => new(Point, Meter, Currency, (BalanceAuthority)Authority, Zone, ProtectedReason, LockedReason);
    }

    [method: ExplicitConstructor]
    private sealed record ActionRow(string Point, long Decision, string Account, string Meter, long Action, long Reason, long Overdue, long AtMs, string? Answer)
    {
        public MeterOrder ToOrder() => new(Point, Decision, Meter, Account, (ArrearsAction)Action, (ArrearsReason)Reason, Overdue, AtMs);
    }
}

/// <summary>Who lives at a point, and since when.</summary>
internal sealed record TenancyRow(string Account, long FromMs);

/// <summary>How far it has come with a point.</summary>
[method: ExplicitConstructor]
internal sealed record ArrearsRow(string Account, long Stage, long SinceMs, long? NoticeMs, string? NoticeProof, long Decision);
