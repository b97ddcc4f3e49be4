using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>What gateways fetch (docs/cloudlink.md, down).</summary>
internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder routes)
    {
        var gateways = routes.MapGroup("/gateways/{gateway}").ForGateways().ProducesProblem(401).ProducesProblem(403);
        gateways.MapGet("/registry", Registry).WithSummary("The registry as the gateway needs it; 304 when it has this version.")
            .Produces<RegistrySnapshot>().Produces(StatusCodes.Status304NotModified);
        gateways.MapGet("/replays", (string gateway, ReplayPlanner replays) => TypedResults.Ok(replays.Open(gateway)))
            .WithSummary("Messages that are missing and are to be sent again.");
    }

    private static IResult Registry(string gateway, HttpContext context, MeterRegistry registry)
    {
        // The version is asked first: most of the time the gateway has it, and the document need not be made.
        var known = context.Request.Headers.IfNoneMatch.ToString();
        if (known.Length > 0 && known == RegistrySnapshotText.ETagOf(registry.Version()))
        {
            context.Response.Headers.ETag = known;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var snapshot = registry.Snapshot(gateway);
        context.Response.Headers.ETag = snapshot.ETag;
        return Results.Bytes(snapshot.Json, "application/json");
    }
}
