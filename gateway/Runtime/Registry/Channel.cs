using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>One value that a meter is asked for.</summary>
/// <param name="Obis">Which quantity.</param>
/// <param name="Decimals">How many of the register's digits are decimals.</param>
/// <param name="Unit">The unit it shows.</param>
public sealed record Channel(Obis Obis, byte Decimals, Unit Unit);
