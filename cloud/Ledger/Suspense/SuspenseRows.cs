using Dapper;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Suspense;

/// <summary>The SQL of the work list.</summary>
internal static class SuspenseRows
{
    private const string Columns =
        """
        id AS Id, kiosk AS Kiosk, origin AS Origin, amount AS Amount, currency AS Currency, reason AS Reason, suspected AS Suspected, opened_ms AS OpenedMs,
        state AS State, given_to AS GivenTo, closed_ms AS ClosedMs, closed_by AS ClosedBy, closed_reason AS ClosedReason FROM suspense_item
        """;

    /// <summary>Puts money on the list.</summary>
    /// <returns>Its number.</returns>
    public static long Open(LedgerTurn turn, string kiosk, string origin, long amount, string currency, string reason, string? suspected)
    {
        turn.Connection.Execute(
            """
            INSERT INTO suspense_item (kiosk, origin, amount, currency, reason, suspected, opened_ms, state)
            VALUES (@Kiosk, @Origin, @Amount, @Currency, @Reason, @Suspected, @Now, 0) ON CONFLICT (origin) DO NOTHING
            """,
            new { Kiosk = FindingRows.Clean(kiosk), Origin = origin, Amount = amount, Currency = FindingRows.Clean(currency), Reason = reason, Suspected = suspected is null ? null : FindingRows.Clean(suspected), Now = turn.NowMs });
        return turn.Connection.Scalar<long>("SELECT id FROM suspense_item WHERE origin = @Origin", new { Origin = origin });
    }

    public static SuspenseItem? Find(StoreConnection connection, long id) =>
        connection.QueryFirstOrDefault<ItemRow>($"SELECT {Columns} WHERE id = @Id", new { Id = id })?.ToItem();

    public static List<SuspenseItem> List(StoreConnection connection, SuspenseState? state, int limit) => connection.Query<ItemRow>(
        $"SELECT {Columns} {(state is null ? "" : "WHERE state = @State")} ORDER BY opened_ms, id LIMIT @Limit", new { State = (long?)state ?? 0, Limit = (long)limit })
        .Select(static row => row.ToItem()).ToList();

    public static void Appraise(StoreConnection connection, long id, long amount, string currency) =>
        connection.Execute("UPDATE suspense_item SET amount = @Amount, currency = @Currency WHERE id = @Id", new { Id = id, Amount = amount, Currency = currency });

    public static void Close(LedgerTurn turn, long id, SuspenseState state, string? givenTo, string who, string reason) => turn.Connection.Execute(
        """
        UPDATE suspense_item SET state = @State, given_to = @GivenTo, closed_ms = @Now, closed_by = @Who, closed_reason = @Reason WHERE id = @Id
        """,
        new { Id = id, State = (long)state, GivenTo = givenTo, Now = turn.NowMs, Who = who, Reason = reason });

    [method: ExplicitConstructor]
    private sealed record ItemRow(
        long Id, string Kiosk, string Origin, long Amount, string Currency, string Reason, string? Suspected, long OpenedMs, long State,
        string? GivenTo, long? ClosedMs, string? ClosedBy, string? ClosedReason)
    {
        public SuspenseItem ToItem() => new(
            Id, Kiosk, Origin, Amount, Currency, Reason, Suspected, OpenedMs, (SuspenseState)State, GivenTo, ClosedMs, ClosedBy, ClosedReason);
    }
}
