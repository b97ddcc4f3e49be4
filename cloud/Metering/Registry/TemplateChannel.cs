namespace Wattline.Cloud.Metering.Registry;

/// <summary>One value of an answer.</summary>
/// <param name="Obis">Which quantity it is.</param>
/// <param name="Decimals">How many of the register's digits are decimals.</param>
/// <param name="Unit">The unit in which the register counts.</param>
public sealed record TemplateChannel(string Obis, int Decimals, string Unit);
