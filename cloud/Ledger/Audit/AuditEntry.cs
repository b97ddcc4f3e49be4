namespace Wattline.Cloud.Ledger.Audit;

/// <summary>What somebody did to money.</summary>
/// <param name="Id">Its number.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Who">The person.</param>
/// <param name="What">In a word.</param>
/// <param name="Subject">To what.</param>
/// <param name="Reason">Why, in the person's words.</param>
public sealed record AuditEntry(long Id, long AtMs, string Who, string What, string Subject, string Reason);
