using Dapper;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Statements;

/// <summary>
/// What the ledger says, now and at any moment of its past. A moment is a place in the ledger's order: what stands up to it never changes,
/// so that an answer about it is the same whenever it is asked for. Every answer is of the last commit.
/// </summary>
public sealed class LedgerQueries(Database database)
{
    private const string AccountColumns = "name AS Name, posted AS Balance, held_debit AS HeldDebit, held_credit AS HeldCredit, opened_ms AS OpenedMs, closed_ms AS ClosedMs FROM ledger_account";

    /// <summary>An account as it stands; null when there is none.</summary>
    public Account? Account(AccountKey key) => database.Read(connection =>
        connection.QueryFirstOrDefault<AccountRow>($"SELECT {AccountColumns} WHERE name = @Name", new { Name = key.ToString() })?.ToAccount());

    /// <summary>Accounts by name, of one kind or one subject where that is given.</summary>
    public IReadOnlyList<Account> Accounts(AccountKind kind = AccountKind.None, string? subject = null, int limit = 1_000, long skip = 0) => database.Read(connection => connection.Query<AccountRow>(
        $"""
        SELECT {AccountColumns} WHERE (@Kind = 0 OR kind = @Kind) AND (CAST(@Subject AS TEXT) IS NULL OR subject = @Subject)
        ORDER BY name LIMIT @Limit OFFSET @Skip
        """,
        new { Kind = (long)kind, Subject = subject, Limit = (long)Math.Min(limit, LedgerLimits.PageRowsMax), Skip = skip }).Select(static row => row.ToAccount()).ToList());

    /// <summary>What stands under a client's id: its place and moment; null when nothing does.</summary>
    public PostingAnswer? Find(string id) => database.Read(connection =>
        connection.QueryFirstOrDefault<PlaceRow>("SELECT sequence AS Sequence, at_ms AS AtMs FROM ledger_transfer WHERE id = @Id", new { Id = id }) is { } row
            ? new PostingAnswer(PostingOutcome.Known, row.Sequence, row.AtMs) : (PostingAnswer?)null);

    /// <summary>The balance of an account, credits less debits, after the entry of a sequence; 0 before its first.</summary>
    public long Balance(AccountKey key, long sequence = long.MaxValue) => database.Read(connection =>
        NumberOf(connection, key) is { } number ? BalanceOf(connection, number, sequence) : 0);

    /// <summary>The last entry at a moment, Unix milliseconds; 0 when there was none yet.</summary>
    public long SequenceAt(long atMs) => database.Read(connection => SequenceAt(connection, atMs));

    /// <summary>The entries of an account in (from, to], Unix milliseconds.</summary>
    public AccountStatement? Statement(AccountKey key, long fromMs = long.MinValue, long toMs = long.MaxValue, int limit = 1_000, long skip = 0) => database.Read(connection =>
    {
        if (NumberOf(connection, key) is not { } number) return null;
        var (first, last) = (SequenceAt(connection, fromMs), SequenceAt(connection, toMs));
        var lines = LinesOf(connection, number, first, last, Math.Min(limit, LedgerLimits.PageRowsMax), skip);
        var opening = skip == 0 || lines.Count == 0 ? BalanceOf(connection, number, first) : lines[0].Balance - lines[0].Amount;
        return new AccountStatement(key, opening, BalanceOf(connection, number, last), last, lines);
    });

    /// <summary>All accounts' balances at a moment, Unix milliseconds; now when none is given.</summary>
    public TrialBalance TrialBalance(long atMs = long.MaxValue) => database.Read(connection =>
    {
        var last = SequenceAt(connection, atMs);
        // From whichever end is nearer: all that was posted up to then, or the balances of now less what was posted since.
        var isNear = last > SequenceAt(connection, long.MaxValue) / 2;
        var lines = connection.Query<TrialRow>(
            $"""
            SELECT a.name AS Name, CAST({(isNear ? "a.posted - " : "")}COALESCE(m.moved, 0) AS BIGINT) AS Balance
            FROM ledger_account a LEFT JOIN (
                SELECT account, SUM(moved) AS moved FROM (
                    SELECT debit AS account, -posted AS moved FROM ledger_transfer WHERE sequence {(isNear ? ">" : "<=")} @Last
                    UNION ALL
                    SELECT credit, posted FROM ledger_transfer WHERE sequence {(isNear ? ">" : "<=")} @Last) AS sides GROUP BY account) AS m ON m.account = a.number
            ORDER BY a.name
            """,
            new { Last = last }).Select(static row => new TrialBalanceLine(AccountKey.Parse(row.Name), row.Balance)).ToList();
        var totals = lines.GroupBy(static line => line.Account.Currency).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => new CurrencyTotal(
            group.Key, -group.Sum(static line => Math.Min(0, line.Balance)), group.Sum(static line => Math.Max(0, line.Balance)))).ToList();
        return new TrialBalance(last, totals, lines);
    });

    internal static long? NumberOf(StoreConnection connection, AccountKey key) =>
        connection.QueryFirstOrDefault<long?>("SELECT number FROM ledger_account WHERE name = @Name", new { Name = key.ToString() });

    // The pairs below go by the indexes on (account, sequence) whatever the planner knows: a walk along the sequence may find nothing for a long time.
    internal static List<StatementLine> LinesOf(StoreConnection connection, long number, long after, long last, int limit, long skip = 0) => connection.Query<LineRow>(
        """
        SELECT t.sequence AS Sequence, t.at_ms AS AtMs, t.id AS Id, t.kind AS Kind, t.code AS Code, o.name AS Other, t.posted AS Amount, t.held AS Held, t.balance AS Balance,
            t.due_ms AS DueMs, t.note AS Note
        FROM (
            SELECT * FROM (SELECT sequence, at_ms, id, kind, code, credit AS other, -posted AS posted, -held AS held, debit_balance AS balance, due_ms, note FROM ledger_transfer
                WHERE (debit, sequence) > (@Number, @After) AND (debit, sequence) <= (@Number, @Last) ORDER BY debit, sequence LIMIT @Until) AS d
            UNION ALL
            SELECT * FROM (SELECT sequence, at_ms, id, kind, code, debit AS other, posted, held, credit_balance AS balance, due_ms, note FROM ledger_transfer
                WHERE (credit, sequence) > (@Number, @After) AND (credit, sequence) <= (@Number, @Last) ORDER BY credit, sequence LIMIT @Until) AS c
        ) AS t JOIN ledger_account o ON o.number = t.other ORDER BY t.sequence LIMIT @Limit OFFSET @Skip
        """,
        new { Number = number, After = after, Last = last, Limit = (long)limit, Skip = skip, Until = limit + Math.Min(skip, int.MaxValue * 1_000L) }).Select(static row => row.ToLine()).ToList();

    private static long SequenceAt(StoreConnection connection, long atMs) => atMs == long.MinValue ? 0 : connection.Scalar<long?>(
        "SELECT sequence FROM ledger_transfer WHERE at_ms <= @AtMs ORDER BY at_ms DESC, sequence DESC LIMIT 1", new { AtMs = atMs }) ?? 0;

    private static long BalanceOf(StoreConnection connection, long number, long sequence) => connection.Scalar<long?>(
        """
        SELECT told.balance FROM (
            SELECT * FROM (SELECT debit AS account, sequence, debit_balance AS balance FROM ledger_transfer
                WHERE (debit, sequence) <= (@Number, @Sequence) ORDER BY debit DESC, sequence DESC LIMIT 1) AS d
            UNION ALL
            SELECT * FROM (SELECT credit AS account, sequence, credit_balance AS balance FROM ledger_transfer
                WHERE (credit, sequence) <= (@Number, @Sequence) ORDER BY credit DESC, sequence DESC LIMIT 1) AS c
        ) AS told WHERE told.account = @Number ORDER BY told.sequence DESC LIMIT 1
        """,
        new { Number = number, Sequence = sequence }) ?? 0;

    // Integers as the database gives them. ExplicitConstructor: an expression's type is not known where it is NULL.
    [method: ExplicitConstructor]
    private sealed record AccountRow(string Name, long Balance, long HeldDebit, long HeldCredit, long OpenedMs, long? ClosedMs)
    {
        public Account ToAccount() => new(AccountKey.Parse(Name), Balance, HeldDebit, HeldCredit, OpenedMs, ClosedMs);
    }

    private sealed record PlaceRow(long Sequence, long AtMs);

    [method: ExplicitConstructor]
    private sealed record TrialRow(string Name, long Balance);

    [method: ExplicitConstructor]
    private sealed record LineRow(
        long Sequence, long AtMs, string Id, long Kind, long Code, string Other, long Amount, long Held, long Balance, long? DueMs, string Note)
    {
        public StatementLine ToLine() => new(Sequence, AtMs, Id, (TransferKind)Kind, (TransferCode)Code, AccountKey.Parse(Other), Amount, Held, Balance, DueMs, Note);
    }
}
