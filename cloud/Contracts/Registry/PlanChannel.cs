namespace Wattline.Cloud.Contracts;

/// <summary>One value of an answer.</summary>
/// <param name="Obis">Which quantity.</param>
/// <param name="Decimals">How many of the register's digits are decimals.</param>
/// <param name="Unit">E.g. "kWh".</param>
public sealed record PlanChannel(string Obis, int Decimals, string Unit);
