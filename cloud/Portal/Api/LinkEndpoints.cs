using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Which gateways are linked, and which of them holds which concentrator.</summary>
internal static class LinkEndpoints
{
    private const int LimitDefault = 100;

    public static void MapLinks(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").ForReaders().ProducesProblem(401);
        api.MapGet("/gateways", (LinkDesk desk) => TypedResults.Ok<IReadOnlyList<GatewayView>>([.. desk.Links.Where(static link => link.Group is not null)
                .Select(static link => new GatewayView(link.Gateway, link.Group!, link.Here, link.RegistryHeld, link.Fault))]))
            .WithSummary("Gateways that are linked to this portal now.");
        api.MapGet("/claims", Claims).WithSummary("Which gateway holds which concentrator, and the latest changes and refusals.").Produces<ClaimList>().ProducesValidationProblem();
    }

    private static IResult Claims(ClaimBook claims, string? concentrator = null, string? limit = null)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, LimitDefault, 1, Commands.CommandLimits.PageRowsMax);
        if (parameters.Refusal is { } refusal) return refusal;
        var held = concentrator is null ? claims.All() : claims.Holder(concentrator) is { } one ? [one] : [];
        return TypedResults.Ok(new ClaimList(
            [.. held.Select(static claim => new ClaimView(claim.Concentrator, claim.Gateway, claim.Group, DateTimeOffset.FromUnixTimeMilliseconds(claim.EvidenceMs)))],
            [.. claims.Events(concentrator, rows).Select(static happened => new ClaimEventView(
                happened.Concentrator, DateTimeOffset.FromUnixTimeMilliseconds(happened.AtMs), happened.Gateway, happened.Other, happened.What))]));
    }
}
