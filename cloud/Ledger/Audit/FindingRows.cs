using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Audit;

/// <summary>The SQL of findings and of the audit trail.</summary>
internal static class FindingRows
{
    public static void Add(StoreConnection connection, long nowMs, string kind, string subject, string detail) => connection.Execute(
        """
        INSERT INTO ledger_finding (kind, subject, detail, at_ms, times) VALUES (@Kind, @Subject, @Detail, @Now, 1)
        ON CONFLICT (kind, subject, detail) DO UPDATE SET times = ledger_finding.times + 1
        """,
        new { Kind = kind, Subject = Clean(subject), Detail = Clean(detail), Now = nowMs });

    public static void Audit(StoreConnection connection, long nowMs, string who, string what, string subject, string reason) => connection.Execute(
        "INSERT INTO ledger_audit (at_ms, who, what, subject, reason) VALUES (@Now, @Who, @What, @Subject, @Reason)",
        new { Now = nowMs, Who = Clean(who), What = what, Subject = Clean(subject), Reason = Clean(reason) });

    /// <summary>A device's words, as any database holds them.</summary>
    public static string Clean(string text)
    {
        if (text.Length > LedgerLimits.NoteCharsMax) text = text[..LedgerLimits.NoteCharsMax];
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
        });
    }
}
