namespace Wattline.Cloud.Contracts;

/// <summary>What is read from meters of a kind.</summary>
/// <param name="Protocol">E.g. "dlt645-2007".</param>
/// <param name="Reads">The requests, in order.</param>
public sealed record PlanTemplate(string Protocol, IReadOnlyList<PlanRead> Reads);
