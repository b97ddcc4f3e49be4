using System.Data.Common;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Accounts;

/// <summary>The SQL of accounts.</summary>
internal static class AccountRows
{
    private const string Columns = "number, name, has_floor, closed_ms, posted, held_debit, held_credit FROM ledger_account";

    /// <summary>Accounts by name, those that there are.</summary>
    public static List<AccountState> Load(StoreConnection connection, IReadOnlyList<string> names)
    {
        var states = new List<AccountState>(names.Count);
        if (names.Count == 0) return states;
        if (connection.Engine == StoreEngine.Postgres)
        {
            using var rows = connection.Prepared($"SELECT {Columns} WHERE name = ANY (@names)", "names").Rows((object)names.ToArray());
            while (rows.Read()) states.Add(State(rows));
            return states;
        }

        foreach (var name in names)
        {
            using var rows = connection.Prepared($"SELECT {Columns} WHERE name = @name", "name").Rows(name);
            if (rows.Read()) states.Add(State(rows));
        }

        return states;
    }

    /// <summary>Accounts by number.</summary>
    public static List<AccountState> Load(StoreConnection connection, IReadOnlyList<long> numbers)
    {
        var states = new List<AccountState>(numbers.Count);
        foreach (var number in numbers)
        {
            using var rows = connection.Prepared($"SELECT {Columns} WHERE number = @number", "number").Rows(number);
            if (rows.Read()) states.Add(State(rows));
        }

        return states;
    }

    /// <summary>Adds an account.</summary>
    /// <returns>Its number.</returns>
    public static long Add(StoreConnection connection, AccountKey key, long nowMs)
    {
        var number = 1 + (long)(connection.Prepared("SELECT COALESCE(MAX(number), 0) FROM ledger_account").Scalar() ?? 0L);
        connection.Prepared(
            "INSERT INTO ledger_account (number, name, kind, subject, currency, has_floor, opened_ms) VALUES (@number, @name, @kind, @subject, @currency, @floor, @now)",
            "number", "name", "kind", "subject", "currency", "floor", "now")
            .Run(number, key.ToString(), (long)key.Kind, key.Subject, key.Currency, key.Kind.HasFloor() ? 1L : 0L, nowMs);
        return number;
    }

    /// <summary>Whether a customer has accounts in other currencies than the one that was asked for.</summary>
    public static bool HasOtherCurrency(StoreConnection connection, string subject) => connection.Prepared(
        "SELECT 1 FROM ledger_account WHERE kind = 5 AND subject = @subject LIMIT 1", "subject").Scalar(subject) is not null;

    public static void Close(StoreConnection connection, long number, long nowMs) =>
        connection.Prepared("UPDATE ledger_account SET closed_ms = @now WHERE number = @number", "now", "number").Run(nowMs, number);

    private static AccountState State(DbDataReader row) =>
        new(row.GetInt64(0), AccountKey.Parse(row.GetString(1)), row.GetInt64(2) != 0, !row.IsDBNull(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
}
