namespace Wattline.Cloud.Commands.Claims;

/// <summary>A change of holder, or a claim that was turned down.</summary>
/// <param name="Concentrator">Which.</param>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Gateway">Who holds it after this.</param>
/// <param name="Other">Who held it before, or claimed it in vain; empty when nobody did.</param>
/// <param name="What">One of <see cref="ClaimWords"/>.</param>
public sealed record ClaimEvent(string Concentrator, long AtMs, string Gateway, string Other, string What);
