using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>Holds whose time is over: an entry of the ledger's own releases each.</summary>
internal static class HoldExpiry
{
    /// <summary>The sequences of holds that are over and neither posted nor released.</summary>
    public static List<long> Over(StoreConnection connection, long nowMs) => connection.Query<long>(
        """
        SELECT h.sequence FROM ledger_transfer h WHERE h.expires_ms <= @Now AND NOT EXISTS (SELECT 1 FROM ledger_transfer r WHERE r.hold = h.sequence)
        ORDER BY h.sequence LIMIT @Limit
        """,
        new { Now = nowMs, Limit = (long)LedgerLimits.ExpiriesMax }).ToList();

    public static int Release(LedgerTurn turn)
    {
        var rows = new List<TransferRow>();
        foreach (var sequence in Over(turn.Connection, turn.NowMs))
        {
            var hold = turn.Connection.QueryFirstOrDefault<HoldRow>(
                "SELECT code AS Code, debit AS Debit, credit AS Credit, held AS Held FROM ledger_transfer WHERE sequence = @Sequence", new { Sequence = sequence })!;
            var (debit, credit) = (turn.Load(hold.Debit), turn.Load(hold.Credit));
            debit.Debit(0, -hold.Held);
            credit.Credit(0, -hold.Held);
            rows.Add(new TransferRow(
                turn.NextSequence(), $"~expired/{sequence}", [], turn.NowMs, TransferKind.Expired, (TransferCode)hold.Code, debit.Number, credit.Number, debit.Key.Currency,
                0, -hold.Held, debit.Posted, credit.Posted, sequence, null, null, ""));
        }

        TransferRows.Add(turn.Connection, rows);
        return rows.Count;
    }

    private sealed record HoldRow(long Code, long Debit, long Credit, long Held);
}
