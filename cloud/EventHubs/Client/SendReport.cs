using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>What became of a batch, and why.</summary>
/// <param name="Ticket">The batch's number, from <see cref="Producer.TrySend"/>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why it was not accepted; null when it was.</param>
/// <param name="Oversized">Events that are too large even alone, by their place in the batch.</param>
public sealed record SendReport(long Ticket, SendOutcome Outcome, AmqpError? Error, IReadOnlyList<int> Oversized);
