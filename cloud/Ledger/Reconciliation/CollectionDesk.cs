using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>Boxes and their four sides; and persons who count and pay in where a kiosk does not ask them.</summary>
public sealed class CollectionDesk(Database database, LedgerBook book, TimeProvider wall)
{
    /// <summary>Milliseconds in which a box is counted: by the next day.</summary>
    private const long CountMs = 86_400_000;

    /// <summary>Milliseconds in which it comes to the bank: over a weekend.</summary>
    private const long DepositMs = 3 * CountMs;

    /// <summary>Collections in [from, to), Unix milliseconds, oldest first: a day's reconciliation.</summary>
    public IReadOnlyList<CashCollection> List(long fromMs, long toMs, int limit = 1_000)
    {
        var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
        return database.Read(connection => connection.Query<CollectionRow>(
            $"SELECT {CollectionRows.Columns} WHERE at_ms >= @From AND at_ms < @To ORDER BY at_ms, kiosk, collection LIMIT @Limit", new { From = fromMs, To = toMs, Limit = (long)limit })
            .Select(row => new CashCollection(
                row.Kiosk, row.Collection, row.Epoch, row.Currency, row.AtMs, row.Collector, row.Legs,
                Reconciler.Judge(row.Legs, now - row.AtMs > CountMs, now - row.AtMs > DepositMs), row.Slip)).ToList());
    }

    /// <summary>Somebody has counted a box.</summary>
    public CollectionOutcome Count(string kiosk, long collection, long amount, string who, string reason) =>
        Do(kiosk, collection, who, reason, "box_counted", amount, (turn, row) => CollectionPosting.Count(turn, row, amount));

    /// <summary>Somebody has paid it in.</summary>
    public CollectionOutcome Deposit(string kiosk, long collection, long amount, string slip, string who, string reason) =>
        Do(kiosk, collection, who, reason, "box_deposited", amount, (turn, row) => CollectionPosting.Deposit(turn, row, amount, FindingRows.Clean(slip)));

    private CollectionOutcome Do(string kiosk, long collection, string who, string reason, string what, long amount, Func<LedgerTurn, CollectionRow, CollectionOutcome> post)
    {
        if (!Words.AreGiven(who, reason)) return CollectionOutcome.NoReason;
        return book.InTurn(turn =>
        {
            if (CollectionRows.Find(turn.Connection, kiosk, collection, null) is not { } row) return CollectionOutcome.Unknown;
            var outcome = post(turn, row);
            if (outcome is CollectionOutcome.Done or CollectionOutcome.Contradicts) FindingRows.Audit(turn.Connection, turn.NowMs, who, what, $"{kiosk} {collection}: {amount}", reason);
            return outcome;
        });
    }
}
