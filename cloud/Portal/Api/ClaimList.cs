namespace Wattline.Cloud.Portal.Api;

/// <summary>Which gateway holds which concentrator.</summary>
/// <param name="Claims">By concentrator.</param>
/// <param name="Events">Newest first.</param>
internal sealed record ClaimList(IReadOnlyList<ClaimView> Claims, IReadOnlyList<ClaimEventView> Events);

/// <summary>Who holds a concentrator, and since when there is evidence for it.</summary>
internal sealed record ClaimView(string Concentrator, string Gateway, string Group, DateTimeOffset Since);

/// <summary>A change of holder (held, taken) or a claim that the registry does not allow (turned_down).</summary>
internal sealed record ClaimEventView(string Concentrator, DateTimeOffset At, string Gateway, string Other, string What);

/// <summary>A gateway that is linked.</summary>
/// <param name="Gateway">Its name.</param>
/// <param name="Group">What it shares concentrators with.</param>
/// <param name="Concentrators">How many are connected to it.</param>
/// <param name="Registry">The tag of the registry it has in use.</param>
/// <param name="Fault">What it could not use, as it said last.</param>
internal sealed record GatewayView(string Gateway, string Group, int Concentrators, string? Registry, string? Fault);
