namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>What is in the way of a hub.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Detail">What the hub or the network said.</param>
public sealed record HubTrouble(HubOutcome Outcome, string Detail)
{
    /// <summary>Nothing is.</summary>
    public static HubTrouble None { get; } = new(HubOutcome.None, "");
}
