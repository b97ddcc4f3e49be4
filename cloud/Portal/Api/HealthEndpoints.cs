using System.Data.Common;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Portal.Api;

/// <summary>What an orchestrator asks: is the process alive; can it do its work.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("live")).WithSummary("The process answers.");
        routes.MapGet("/health/ready", Ready).WithSummary("The database answers too, and the hubs that it reads go on.").Produces<string>(200, "text/plain").ProducesProblem(503);
    }

    private static IResult Ready(Database database, IServiceProvider services)
    {
        try
        {
            database.Read(connection => connection.Scalar<long>("SELECT COUNT(*) FROM schema_version"));
            var troubles = services.GetService<HubConsumers>()?.Troubles ?? [];
            return troubles.Count == 0 ? TypedResults.Text("ready") : Problem.Of(StatusCodes.Status503ServiceUnavailable, "Not ready", string.Join('\n', troubles));
        }
        catch (Exception fault) when (fault is StoreUnavailableException or DbException)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "Not ready", fault is StoreUnavailableException away ? $"database: {away.Reason}." : "database: it does not answer as it should.");
        }
    }
}
