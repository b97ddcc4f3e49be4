namespace Wattline.Cloud.Ledger.Audit;

/// <summary>Something that a person is to look at.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">One of <see cref="FindingKinds"/>.</param>
/// <param name="Subject">The kiosk, account or channel.</param>
/// <param name="Detail">What exactly.</param>
/// <param name="AtMs">When first, Unix milliseconds.</param>
/// <param name="Times">How often.</param>
/// <param name="ClosedMs">When somebody has looked at it; null before.</param>
/// <param name="ClosedBy">Who.</param>
public sealed record Finding(long Id, string Kind, string Subject, string Detail, long AtMs, long Times, long? ClosedMs, string? ClosedBy);
