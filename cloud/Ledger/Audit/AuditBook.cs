using Dapper;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Audit;

/// <summary>Findings, and the trail of what persons did.</summary>
public sealed class AuditBook(Database database, LedgerBook book)
{
    /// <summary>Findings that nobody has looked at, newest first; with <paramref name="all"/> the others too.</summary>
    public IReadOnlyList<Finding> Findings(bool all = false, int limit = 100) => database.Read(connection => connection.Query<FindingRow>(
        $"""
        SELECT id AS Id, kind AS Kind, subject AS Subject, detail AS Detail, at_ms AS AtMs, times AS Times, closed_ms AS ClosedMs, closed_by AS ClosedBy
        FROM ledger_finding {(all ? "" : "WHERE closed_ms IS NULL")} ORDER BY id DESC LIMIT @Limit
        """,
        new { Limit = (long)limit }).Select(static row => row.ToFinding()).ToList());

    /// <summary>The trail, newest first.</summary>
    public IReadOnlyList<AuditEntry> Trail(string? subject = null, int limit = 100) => database.Read(connection => connection.Query<AuditEntry>(
        """
        SELECT id AS Id, at_ms AS AtMs, who AS Who, what AS What, subject AS Subject, reason AS Reason FROM ledger_audit
        WHERE CAST(@Subject AS TEXT) IS NULL OR subject = @Subject ORDER BY id DESC LIMIT @Limit
        """,
        new { Subject = subject, Limit = (long)limit }).ToList());

    /// <summary>Notes what somebody did.</summary>
    public void Record(string who, string what, string subject, string reason) => book.InTurn(turn =>
    {
        FindingRows.Audit(turn.Connection, turn.NowMs, who, what, subject, reason);
        return 0;
    });

    /// <summary>Somebody has looked at a finding.</summary>
    /// <returns>False when there is no such open finding.</returns>
    public bool Close(long id, string who, string reason) => book.InTurn(turn =>
    {
        var closed = turn.Connection.Execute("UPDATE ledger_finding SET closed_ms = @Now, closed_by = @Who WHERE id = @Id AND closed_ms IS NULL", new { Now = turn.NowMs, Who = who, Id = id }) > 0;
        if (closed) FindingRows.Audit(turn.Connection, turn.NowMs, who, "finding_closed", $"finding {id}", reason);
        return closed;
    });

    [method: ExplicitConstructor]
    private sealed record FindingRow(long Id, string Kind, string Subject, string Detail, long AtMs, long Times, long? ClosedMs, string? ClosedBy)
    {
        public Finding ToFinding() => new(Id, Kind, Subject, Detail, AtMs, Times, ClosedMs, ClosedBy);
    }
}
