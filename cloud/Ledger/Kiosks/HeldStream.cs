namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>A stream whose next record is missing.</summary>
/// <param name="Concentrator">Of which concentrator.</param>
/// <param name="Epoch">Of which epoch.</param>
/// <param name="First">The record that is waited for.</param>
/// <param name="Last">The highest that is there.</param>
public sealed record HeldStream(string Concentrator, string Epoch, long First, long Last);
