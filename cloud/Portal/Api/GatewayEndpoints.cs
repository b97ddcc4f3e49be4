using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Queries;
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

    private static IResult Registry(string gateway, HttpContext context, MeterRegistry registry, IngestQueries queries)
    {
        var snapshot = registry.Snapshot(gateway, queries.Heard().Where(heard => heard.Value.Gateway == gateway).Select(heard => heard.Key));
        var tag = snapshot.ETag;
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.ToString() == tag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(snapshot.Json, "application/json");
    }
}
