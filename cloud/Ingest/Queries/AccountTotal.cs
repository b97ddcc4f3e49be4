namespace Wattline.Cloud.Ingest.Queries;

/// <summary>What was credited to an account: each note once.</summary>
/// <param name="Account">The account.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Credited">Minor units.</param>
/// <param name="Notes">How many notes.</param>
public sealed record AccountTotal(string Account, string Currency, long Credited, long Notes);
