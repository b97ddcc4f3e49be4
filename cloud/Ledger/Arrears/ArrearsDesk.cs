using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Channels;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>
/// Looks at points, decides by <see cref="ArrearsRules"/>, and hands what is wanted on. The decision and the point's stage are one transaction in the
/// ledger's turn, so that a payment that was posted before is in it; an order is handed on until somebody has taken it, always under one id.
/// </summary>
public sealed class ArrearsDesk(Database database, LedgerBook book, AllocationPolicy allocation, ArrearsPolicy policy, IPointFacts facts, IMeterControl control)
{
    private const int PageOfPoints = 500;
    private static readonly PointFacts _nothing = new(false, false, false, RelayState.Closed, null);

    /// <summary>Looks at all points, and hands on what was decided.</summary>
    /// <returns>How many decisions were made.</returns>
    public int Look()
    {
        var decided = 0;
        for (var after = ""; ;)
        {
            var page = database.Read(connection => PointRows.Suspects(connection, after, PageOfPoints));
            foreach (var point in page) decided += Look(point) is null ? 0 : 1;
            if (page.Count < PageOfPoints) break;
            after = page[^1];
        }

        HandOn();
        return decided;
    }

    /// <summary>Looks at one point.</summary>
    /// <returns>What was decided; null when nothing changes.</returns>
    public MeterOrder? Look(string point)
    {
        // What other rooms know only holds something up, but for a meter that was released: mostly they need not be asked.
        var alone = database.Read(connection => Judge(connection, point, _nothing, book.NowMs));
        if (alone is null || (!Changes(alone) && alone.Facts.Stage != ArrearsStage.Released)) return null;
        // Asked before the turn is taken: they may take their time, and the turn is everybody's.
        var outside = facts.Of(alone.Point.Meter, database.Read(connection => PointRows.KiosksOf(connection, alone.Account)));
        if (!database.Read(connection => Changes(Judge(connection, point, outside, book.NowMs)))) return null;
        return book.InTurn(turn => Judge(turn.Connection, point, outside, turn.NowMs) is { } judged && Changes(judged) ? Record(turn, judged) : null);
    }

    /// <summary>The facts of a point, what is decided by them, and what the customer is told; null when there is no such point.</summary>
    public (ArrearsFacts Facts, ArrearsAction Action, ArrearsReason Reason, CustomerWord Word)? Explain(string point)
    {
        var (known, kiosks) = database.Read(connection => (PointRows.Find(connection, point), PointRows.Tenancy(connection, point) is { } tenancy ? PointRows.KiosksOf(connection, tenancy.Account) : []));
        if (known is null) return null;
        var outside = facts.Of(known.Meter, kiosks);
        return database.Read(connection => Judge(connection, point, outside, book.NowMs)) is { } judged
            ? (judged.Facts, judged.Action, judged.Reason, CustomerWords.Of(judged.Facts.Stage, judged.Facts.IsLocked, judged.Facts.Relay, judged.IsRelaySince)) : null;
    }

    /// <summary>What was decided about a point, newest first, and what became of it.</summary>
    public IReadOnlyList<(MeterOrder Order, string? Answer)> Actions(string? point, int limit = 100) => database.Read(connection => PointRows.Actions(connection, point, onlyOpen: false, limit));

    /// <summary>Hands on what waits.</summary>
    public int HandOn()
    {
        var handed = 0;
        foreach (var (order, _) in database.Read(static connection => PointRows.Actions(connection, null, onlyOpen: true, PageOfPoints)))
        {
            var answer = order.Action == ArrearsAction.Trip ? HandTripOn(order) : control.Take(order);
            if (answer is null) continue;
            book.InTurn(turn =>
            {
                PointRows.Handed(turn.Connection, order, answer, turn.NowMs);
                return 0;
            });
            handed++;
        }

        return handed;
    }

    /// <summary>A trip that waited is judged by what is known now: who paid in between is not disconnected, and nobody is while anything is not certain.</summary>
    private string? HandTripOn(MeterOrder order)
    {
        Look(order.Point);
        var outside = facts.Of(order.Meter, database.Read(connection => PointRows.KiosksOf(connection, order.Account)));
        var judged = database.Read(connection => Judge(connection, order.Point, outside, book.NowMs));
        if (judged?.Row?.Decision != order.Decision) return "withdrawn: the point was judged anew before anybody had taken it";
        return ArrearsRules.MayTrip(judged.Facts, policy) ? control.Take(order) : null;
    }

    private static bool Changes(Judged? judged) => judged is not null && (judged.Action != ArrearsAction.None || judged.Next != judged.Facts.Stage);

    private static MeterOrder? Record(LedgerTurn turn, Judged judged)
    {
        var (row, point) = (judged.Row, judged.Point);
        var isNotice = judged.Action == ArrearsAction.Warn || judged.Next == ArrearsStage.Clear;
        PointRows.SetArrears(turn.Connection, point.Point, new ArrearsRow(
            judged.Account, (long)judged.Next, turn.NowMs, isNotice ? null : row?.NoticeMs, isNotice ? null : row?.NoticeProof, (row?.Decision ?? 0) + 1));
        if (judged.Action == ArrearsAction.None) return null;
        var order = new MeterOrder(point.Point, (row?.Decision ?? 0) + 1, point.Meter, judged.Account, judged.Action, judged.Reason, judged.Facts.Overdue, turn.NowMs);
        PointRows.AddAction(turn.Connection, order);
        return order;
    }

    private Judged? Judge(StoreConnection connection, string name, PointFacts outside, long nowMs)
    {
        if (PointRows.Find(connection, name) is not { } point) return null;
        var account = PointRows.Tenancy(connection, name)?.Account;
        var row = PointRows.Arrears(connection, name);
        var isOfOther = row is not null && row.Account != (account ?? row.Account);
        var stage = row is null || (isOfOther && row.Stage == (long)ArrearsStage.Warned) ? ArrearsStage.Clear : (ArrearsStage)row.Stage;
        var key = new AccountKey(AccountKind.Customer, account ?? "", point.Currency);
        var number = account is null ? null : LedgerQueries.NumberOf(connection, key);
        var lines = number is null ? [] : LedgerQueries.LinesOf(connection, number.Value, 0, long.MaxValue, int.MaxValue);
        var position = Allocator.Walk(lines, allocation);
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(nowMs), TimeZoneInfo.FindSystemTimeZoneById(point.Zone));
        var isRelaySince = outside.RelayAtMs is { } said && (row is null || said > row.SinceMs);
        var facts = new ArrearsFacts
        {
            Authority = point.Authority,
            IsOfOtherTenant = isOfOther,
            HasTenant = account is not null && number is not null,
            Overdue = position.Overdue(nowMs),
            OverdueForMs = position.OverdueSinceMs(nowMs) is { } since ? nowMs - since : 0,
            Balance = lines.Count == 0 ? 0 : lines[^1].Balance,
            Stage = stage,
            StageForMs = row is null ? 0 : nowMs - row.SinceMs,
            NoticeForMs = isOfOther || row?.NoticeMs is null ? null : nowMs - row.NoticeMs,
            KeepsPower = outside.KeepsPower,
            IsProtected = point.ProtectedReason is not null,
            IsLocked = point.LockedReason is not null,
            IsOnEstimate = outside.IsOnEstimate,
            IsKioskSilent = outside.IsKioskSilent,
            IsMoneyOnItsWay = account is not null && (ChannelRows.HasOpenOrder(connection, account, nowMs) || IsHeld(connection, key)),
            LocalHour = local.Hour,
            LocalDay = local.DayOfWeek,
            // What it said before something was asked of it is about something else.
            Relay = stage is ArrearsStage.Tripped or ArrearsStage.Released && !isRelaySince ? RelayState.Unknown : outside.Relay,
        };
        var (action, reason) = ArrearsRules.Decide(facts, policy);
        return new Judged(point, account ?? row?.Account ?? "", row, facts, action, reason, ArrearsRules.Next(facts.Stage, action, reason), isRelaySince);
    }

    private static bool IsHeld(StoreConnection connection, AccountKey key) =>
        connection.Scalar<long>("SELECT COUNT(*) FROM ledger_account WHERE name = @Name AND held_credit > 0", new { Name = key.ToString() }) > 0;

    private sealed record Judged(
        SupplyPoint Point, string Account, ArrearsRow? Row, ArrearsFacts Facts, ArrearsAction Action, ArrearsReason Reason, ArrearsStage Next, bool IsRelaySince);
}
