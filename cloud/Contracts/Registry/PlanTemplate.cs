namespace Wattline.Cloud.Contracts;

/// <summary>What is read from meters of a kind.</summary>
/// <param name="Protocol">E.g. "dlt645-2007".</param>
/// <param name="Reads">The requests of every slot, in order.</param>
/// <param name="Tasks">What is read from their memory; null when nothing is.</param>
public sealed record PlanTemplate(string Protocol, IReadOnlyList<PlanRead> Reads, IReadOnlyList<PlanTask>? Tasks = null);
