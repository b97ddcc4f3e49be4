using System.Data.Common;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>The SQL of transfers, of refusals and of quarantine.</summary>
internal static class TransferRows
{
    private const string Columns = "sequence, id, content, at_ms, kind, code, debit, credit, currency, posted, held, debit_balance, credit_balance, hold, expires_ms, due_ms, note";
    private const string Known =
        """
        SELECT t.id, t.content, 100, t.sequence, t.at_ms, t.kind, t.debit, t.credit, t.held, t.expires_ms, (SELECT r.kind FROM ledger_transfer r WHERE r.hold = t.sequence)
        FROM ledger_transfer t WHERE t.id = {0}
        UNION ALL
        SELECT f.id, f.content, f.outcome, 0, 0, 0, 0, 0, 0, NULL, NULL FROM ledger_refusal f WHERE f.id = {0}
        """;

    private static readonly string _ofMany = Known.Replace("{0}", "ANY (@ids)", StringComparison.Ordinal);
    private static readonly string _ofOne = Known.Replace("{0}", "@ids", StringComparison.Ordinal);

    /// <summary>Learns what stands under ids, and what was refused.</summary>
    public static void Find(StoreConnection connection, List<string> ids, Dictionary<string, KnownTransfer> known) => ForEach(
        connection, ids, _ofMany, _ofOne, row => known[row.GetString(0)] = new KnownTransfer
        {
            Content = (byte[])row.GetValue(1),
            Refusal = (PostingOutcome)row.GetInt64(2),
            Sequence = row.GetInt64(3),
            AtMs = row.GetInt64(4),
            Kind = (TransferKind)row.GetInt64(5),
            Debit = row.GetInt64(6),
            Credit = row.GetInt64(7),
            Held = row.GetInt64(8),
            ExpiresMs = row.IsDBNull(9) ? null : row.GetInt64(9),
            Ended = row.IsDBNull(10) ? null : (TransferKind)row.GetInt64(10),
        });

    /// <summary>Adds transfers, in order.</summary>
    public static void Add(StoreConnection connection, List<TransferRow> rows)
    {
        if (rows.Count == 0) return;
        if (connection.Engine == StoreEngine.Postgres) AddAll(connection, rows);
        else foreach (var row in rows) AddOne(connection, row);
    }

    public static void AddRefusals(StoreConnection connection, List<(string Id, byte[] Content, PostingOutcome Outcome)> refusals, long nowMs)
    {
        foreach (var (id, content, outcome) in refusals)
            connection.Prepared(
                "INSERT INTO ledger_refusal (id, content, outcome, at_ms) VALUES (@id, @content, @outcome, @now) ON CONFLICT DO NOTHING", "id", "content", "outcome", "now")
                .Run(id, content, (long)outcome, nowMs);
    }

    /// <summary>Keeps what came under the id of another; of one id not without end.</summary>
    public static void Quarantine(StoreConnection connection, string id, string content, long nowMs)
    {
        if (connection.Prepared("UPDATE ledger_quarantine SET times = times + 1 WHERE id = @id AND content = @content", "id", "content").Run(id, Text(content)) > 0) return;
        if ((long)connection.Prepared("SELECT COUNT(*) FROM ledger_quarantine WHERE id = @id", "id").Scalar(id)! >= LedgerLimits.QuarantineOfIdMax) return;
        connection.Prepared("INSERT INTO ledger_quarantine (id, content, at_ms, times) VALUES (@id, @content, @now, 1)", "id", "content", "now").Run(id, Text(content), nowMs);
    }

    /// <summary>PostgreSQL has no text with U+0000; and a page of a fault says no more than its first line.</summary>
    private static string Text(string content)
    {
        var text = content.Replace('\0', '?').Replace('\u001f', '|');
        return text.Length <= 1_000 ? text : text[..1_000];
    }

    private static void AddOne(StoreConnection connection, in TransferRow row) => connection.Prepared(
        $"""
        INSERT INTO ledger_transfer ({Columns})
        VALUES (@sequence, @id, @content, @at, @kind, @code, @debit, @credit, @currency, @posted, @held, @debitBalance, @creditBalance, @hold, @expires, @due, @note)
        """,
        "sequence", "id", "content", "at", "kind", "code", "debit", "credit", "currency", "posted", "held", "debitBalance", "creditBalance", "hold", "expires", "due", "note")
        .Run(
            row.Sequence, row.Id, row.Content, row.AtMs, (long)row.Kind, (long)row.Code, row.Debit, row.Credit, row.Currency,
            row.Posted, row.Held, row.DebitBalance, row.CreditBalance, row.Hold, row.ExpiresMs, row.DueMs, row.Note);

    private static void AddAll(StoreConnection connection, List<TransferRow> rows) => connection.Prepared(
        $"""
        INSERT INTO ledger_transfer ({Columns})
        SELECT * FROM unnest(@sequence, @id, @content, @at, @kind, @code, @debit, @credit, @currency, @posted, @held, @debitBalance, @creditBalance, @hold, @expires, @due, @note)
        """,
        "sequence", "id", "content", "at", "kind", "code", "debit", "credit", "currency", "posted", "held", "debitBalance", "creditBalance", "hold", "expires", "due", "note")
        .Run(
            Column(rows, static r => r.Sequence), Column(rows, static r => r.Id), Column(rows, static r => r.Content), Column(rows, static r => r.AtMs),
            Column(rows, static r => (long)r.Kind), Column(rows, static r => (long)r.Code), Column(rows, static r => r.Debit), Column(rows, static r => r.Credit),
            Column(rows, static r => r.Currency), Column(rows, static r => r.Posted), Column(rows, static r => r.Held), Column(rows, static r => r.DebitBalance),
            Column(rows, static r => r.CreditBalance), Column(rows, static r => r.Hold), Column(rows, static r => r.ExpiresMs), Column(rows, static r => r.DueMs),
            Column(rows, static r => r.Note));

    private static T[] Column<T>(List<TransferRow> rows, Converter<TransferRow, T> column) => [.. rows.ConvertAll(column)];

    private static void ForEach(StoreConnection connection, List<string> ids, string postgres, string sqlite, Action<DbDataReader> each)
    {
        if (connection.Engine == StoreEngine.Postgres)
        {
            using var rows = connection.Prepared(postgres, "ids").Rows((object)ids.ToArray());
            while (rows.Read()) each(rows);
            return;
        }

        foreach (var id in ids)
        {
            using var rows = connection.Prepared(sqlite, "ids").Rows(id);
            if (rows.Read()) each(rows);
        }
    }
}
