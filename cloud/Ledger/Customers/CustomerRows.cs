using Dapper;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Customers;

/// <summary>The SQL of names, cards, collectors and lists.</summary>
internal static class CustomerRows
{
    public static string? Masked(StoreConnection connection, string account) =>
        connection.QueryFirstOrDefault<string>("SELECT masked FROM customer WHERE account = @Account", new { Account = account });

    public static void SetMasked(StoreConnection connection, string account, string masked, long nowMs) => connection.Execute(
        "INSERT INTO customer (account, masked, changed_ms) VALUES (@Account, @Masked, @Now) ON CONFLICT (account) DO UPDATE SET masked = excluded.masked, changed_ms = excluded.changed_ms",
        new { Account = account, Masked = masked, Now = nowMs });

    public static string? AccountOf(StoreConnection connection, IdentityKind kind, string text) =>
        connection.QueryFirstOrDefault<string>("SELECT account FROM customer_mark WHERE kind = @Kind AND text = @Text", new { Kind = (long)kind, Text = text });

    public static List<(IdentityKind Kind, string Text)> Marks(StoreConnection connection, string account) => connection
        .Query<(long Kind, string Text)>("SELECT kind, text FROM customer_mark WHERE account = @Account ORDER BY kind, text", new { Account = account })
        .Select(static row => ((IdentityKind)row.Kind, row.Text)).ToList();

    public static void SetMarks(StoreConnection connection, string account, IEnumerable<(IdentityKind Kind, string Text)> marks)
    {
        connection.Execute("DELETE FROM customer_mark WHERE account = @Account", new { Account = account });
        foreach (var (kind, text) in marks)
            connection.Execute("INSERT INTO customer_mark (kind, text, account) VALUES (@Kind, @Text, @Account)", new { Kind = (long)kind, Text = text, Account = account });
    }

    /// <summary>The customer's open accounts by currency.</summary>
    public static List<(string Currency, long Posted)> Accounts(StoreConnection connection, string account) => connection.Query<(string, long)>(
        "SELECT currency, posted FROM ledger_account WHERE kind = @Kind AND subject = @Account AND closed_ms IS NULL ORDER BY currency",
        new { Kind = (long)AccountKind.Customer, Account = account }).ToList();

    public static List<string> PointsOf(StoreConnection connection, string account) =>
        connection.Query<string>("SELECT point FROM tenancy WHERE account = @Account AND to_ms IS NULL ORDER BY point", new { Account = account }).ToList();

    /// <summary>Who paid at a concentrator's kiosks, the latest first.</summary>
    public static List<string> PaidAt(StoreConnection connection, string concentrator, int limit) => connection.Query<string>(
        "SELECT account FROM kiosk_note WHERE concentrator = @Concentrator AND state = 1 AND account IS NOT NULL GROUP BY account ORDER BY MAX(at_ms) DESC, account LIMIT @Limit",
        new { Concentrator = concentrator, Limit = (long)limit }).ToList();

    public static List<string> Collectors(StoreConnection connection) => connection.Query<string>("SELECT text FROM collector ORDER BY text").ToList();

    public static bool SetCollector(StoreConnection connection, string text, bool isOne, long nowMs) => (isOne
        ? connection.Execute("INSERT INTO collector (text, changed_ms) VALUES (@Text, @Now) ON CONFLICT DO NOTHING", new { Text = text, Now = nowMs })
        : connection.Execute("DELETE FROM collector WHERE text = @Text", new { Text = text })) > 0;

    /// <summary>Concentrators with a kiosk that was heard since.</summary>
    public static List<string> Concentrators(StoreConnection connection, long sinceMs) =>
        connection.Query<string>("SELECT DISTINCT concentrator FROM kiosk WHERE last_ms >= @Since ORDER BY concentrator", new { Since = sinceMs }).ToList();

    public static SentList? Sent(StoreConnection connection, string concentrator) => connection.QueryFirstOrDefault<SentList>(
        "SELECT version AS Version, digest AS Digest, sent_ms AS SentMs FROM kiosk_list WHERE concentrator = @Concentrator", new { Concentrator = concentrator });

    public static void SetSent(StoreConnection connection, string concentrator, SentList sent) => connection.Execute(
        """
        INSERT INTO kiosk_list (concentrator, version, digest, sent_ms) VALUES (@Concentrator, @Version, @Digest, @SentMs)
        ON CONFLICT (concentrator) DO UPDATE SET version = excluded.version, digest = excluded.digest, sent_ms = excluded.sent_ms
        """,
        new { Concentrator = concentrator, sent.Version, sent.Digest, sent.SentMs });
}

/// <summary>The list that a concentrator was sent last.</summary>
internal sealed record SentList(long Version, string Digest, long SentMs);
