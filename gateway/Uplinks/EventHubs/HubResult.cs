namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>What became of a batch, and why.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Taken">How many events, from the first on, were in it; one at least.</param>
/// <param name="Detail">What the hub said; empty when it accepted.</param>
public sealed record HubResult(HubOutcome Outcome, int Taken, string Detail = "")
{
    /// <summary>Events of an accepted batch that the hub did not store because each is too large for it, by their place.</summary>
    public IReadOnlyList<int> TooLarge { get; init; } = [];
}
