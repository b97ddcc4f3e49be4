namespace Wattline.Cloud.Metering.Tables;

/// <summary>A change of the registry.</summary>
/// <param name="Id">Counts.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who did it.</param>
/// <param name="Table">Which table.</param>
/// <param name="Key">Which row.</param>
/// <param name="Before">The row as CSV before; null when it is new.</param>
/// <param name="After">The row as CSV now; null when it is gone.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Who, string Table, string Key, string? Before, string? After);
