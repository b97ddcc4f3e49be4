using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>Points of delivery, who pays for each, and whose word counts there. Every change has a name and a reason.</summary>
public sealed class PointDesk(Database database, LedgerBook book)
{
    /// <summary>A point; null when there is none.</summary>
    public SupplyPoint? Find(string point) => database.Read(connection => PointRows.Find(connection, point));

    /// <summary>Who lives there; null when nobody does.</summary>
    public string? TenantOf(string point) => database.Read(connection => PointRows.Tenancy(connection, point)?.Account);

    /// <summary>Adds a point, or changes it.</summary>
    public PointOutcome Set(SupplyPoint point, string who, string reason)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (!Words.AreGiven(who, reason)) return PointOutcome.NoReason;
        if (!AccountKey.IsSubject(point.Point) || !AccountKey.IsSubject(point.Meter) || !AccountKey.IsCurrency(point.Currency)
            || point.Authority is < BalanceAuthority.Ledger or > BalanceAuthority.TokenMeter || !TimeZoneInfo.TryFindSystemTimeZoneById(point.Zone, out _)) return PointOutcome.BadFields;
        return book.InTurn(turn =>
        {
            var known = PointRows.Find(turn.Connection, point.Point);
            if (known == point) return PointOutcome.Already;
            if (PointRows.OfMeter(turn.Connection, point.Meter) is { } other && other.Point != point.Point) return PointOutcome.MeterTaken;
            if (known is { Authority: BalanceAuthority.Ledger } && (known.Authority != point.Authority || known.Currency != point.Currency) && !IsSettled(turn, known)) return PointOutcome.NotSettled;
            PointRows.Set(turn.Connection, point, turn.NowMs);
            FindingRows.Audit(turn.Connection, turn.NowMs, who, known is null ? "point_added" : "point_changed", point.Point, $"{point.Authority}, meter {point.Meter}: {reason}");
            return PointOutcome.Done;
        });
    }

    /// <summary>
    /// Another tenant: from now on the point is about the other account. The one before keeps its account, with what it owes and what is its own; nothing
    /// of it is the next one's. Null: nobody lives there.
    /// </summary>
    public PointOutcome MoveIn(string point, string? account, long fromMs, string who, string reason)
    {
        if (!Words.AreGiven(who, reason)) return PointOutcome.NoReason;
        return book.InTurn(turn =>
        {
            if (PointRows.Find(turn.Connection, point) is not { } known) return PointOutcome.Unknown;
            var now = PointRows.Tenancy(turn.Connection, point);
            if (now?.Account == account) return PointOutcome.Already;
            if (account is not null && turn.Find(new AccountKey(AccountKind.Customer, account, known.Currency)) is not { IsClosed: false }) return PointOutcome.BadAccount;
            if (now is not null && fromMs <= now.FromMs) return PointOutcome.TooEarly;
            PointRows.MoveIn(turn.Connection, point, account, fromMs);
            FindingRows.Audit(turn.Connection, turn.NowMs, who, "tenant_changed", point, $"{now?.Account ?? "nobody"}, then {account ?? "nobody"}: {reason}");
            return PointOutcome.Done;
        });
    }

    /// <summary>That the customer was told is proven: by whom, and how.</summary>
    public PointOutcome ProveNotice(string point, string proof, string who)
    {
        if (!Words.AreGiven(who, proof)) return PointOutcome.NoReason;
        return book.InTurn(turn =>
        {
            if (PointRows.Arrears(turn.Connection, point) is not { Stage: (long)ArrearsStage.Warned } arrears) return PointOutcome.Unknown;
            if (arrears.NoticeMs is not null) return PointOutcome.Already;
            PointRows.SetArrears(turn.Connection, point, arrears with { NoticeMs = turn.NowMs, NoticeProof = proof });
            FindingRows.Audit(turn.Connection, turn.NowMs, who, "notice_proven", point, proof);
            return PointOutcome.Done;
        });
    }

    /// <summary>Nothing owed, nothing paid ahead, nothing held, and nobody disconnected.</summary>
    private static bool IsSettled(LedgerTurn turn, SupplyPoint point)
    {
        if (PointRows.Arrears(turn.Connection, point.Point) is { Stage: (long)ArrearsStage.Tripped or (long)ArrearsStage.Released }) return false;
        return PointRows.Tenancy(turn.Connection, point.Point) is not { } tenancy
            || turn.Find(new AccountKey(AccountKind.Customer, tenancy.Account, point.Currency)) is null or { Posted: 0, HeldDebit: 0, HeldCredit: 0 };
    }
}
