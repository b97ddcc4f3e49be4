namespace Wattline.Simulators.Block;

/// <summary>Names of what can go wrong in a block.</summary>
/// <param name="Meters">Every meter.</param>
/// <param name="Lines">Every RS-485 line.</param>
/// <param name="Links">Every concentrator's network link.</param>
/// <param name="Parts">Every part that can crash: the gateway and the concentrators.</param>
/// <param name="Kiosks">Every kiosk.</param>
public sealed record FaultTargets(
    IReadOnlyList<string> Meters, IReadOnlyList<string> Lines, IReadOnlyList<string> Links, IReadOnlyList<string> Parts,
    IReadOnlyList<string> Kiosks)
{
    /// <summary>The gateway's name as a part.</summary>
    public const string Gateway = "gateway";
}
