namespace Wattline.Gateway.Uplinks;

/// <summary>What a poll brought.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Faults">What was wrong; plans that are wrong by themselves are named here while the others are taken.</param>
public sealed record PollResult(PollOutcome Outcome, IReadOnlyList<string> Faults);
