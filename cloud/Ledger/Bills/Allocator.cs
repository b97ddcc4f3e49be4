using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Bills;

/// <summary>
/// What of a customer's money settled what, told from the entries alone, in their order: nothing is kept beside the ledger that could disagree with it.
/// A debit is something owed, a credit is money; a correction credits the bill that it names (its note) first.
/// </summary>
public static class Allocator
{
    /// <summary>Walks the entries of one account, oldest first.</summary>
    public static AccountPosition Walk(IEnumerable<StatementLine> lines, AllocationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(policy);
        var open = new List<OpenItem>();
        var money = new Queue<(long Sequence, long Left)>();
        var settled = new List<Settlement>();
        foreach (var line in lines)
        {
            if (line.Amount < 0)
            {
                var item = new OpenItem(line.Sequence, line.Id, AllocationPolicy.ClassOf(line.Code), -line.Amount, -line.Amount, line.DueMs ?? line.AtMs, line.Note);
                // Advances settle it at once, the oldest first.
                while (item.Open > 0 && money.TryDequeue(out var ahead))
                {
                    var used = Math.Min(ahead.Left, item.Open);
                    settled.Add(new Settlement(ahead.Sequence, item.Sequence, used));
                    item = item with { Open = item.Open - used };
                    if (ahead.Left > used) money = new Queue<(long, long)>(money.Prepend((ahead.Sequence, ahead.Left - used)));
                }

                if (item.Open > 0) Insert(open, item, policy);
            }
            else if (line.Amount > 0)
            {
                var left = line.Amount;
                if (line.Code == TransferCode.BillCorrection && open.FindIndex(item => item.Note == line.Note) is >= 0 and var named) left = Settle(open, named, line.Sequence, left, settled);
                while (left > 0 && open.Count > 0) left = Settle(open, 0, line.Sequence, left, settled);
                if (left > 0) money.Enqueue((line.Sequence, left));
            }
        }

        return new AccountPosition(open, money.Sum(static one => one.Left), settled);
    }

    private static long Settle(List<OpenItem> open, int at, long payment, long left, List<Settlement> settled)
    {
        var item = open[at];
        var used = Math.Min(left, item.Open);
        settled.Add(new Settlement(payment, item.Sequence, used));
        if (used == item.Open) open.RemoveAt(at);
        else open[at] = item with { Open = item.Open - used };
        return left - used;
    }

    private static void Insert(List<OpenItem> open, OpenItem item, AllocationPolicy policy)
    {
        var key = Key(item);
        var at = open.FindIndex(other => Key(other).CompareTo(key) > 0);
        open.Insert(at < 0 ? open.Count : at, item);

        (int, long, long) Key(OpenItem one) => (policy.RankOf(one.Class), one.DueMs, one.Sequence);
    }
}
