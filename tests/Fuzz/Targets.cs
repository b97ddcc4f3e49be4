namespace Wattline.Tests.Fuzz;

/// <summary>Every decoder of the product that meets bytes from outside. A new decoder joins here.</summary>
internal static class Targets
{
    public static IReadOnlyList<FuzzTarget> All { get; } = [.. MeterTargets.All, .. ExchangeTargets.All, .. MasterTargets.All, .. GatewayTargets.All, .. CloudTargets.All, .. EventHubTargets.All];
}
