using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Takes batches from gateways (docs/cloudlink.md).</summary>
internal static class IngestEndpoint
{
    public static void MapIngest(this IEndpointRouteBuilder routes) => routes.MapPost("/ingest", IngestAsync).ForGateways()
        .WithSummary("Takes a batch of CloudEvents from a gateway; answers when it is durable.")
        .TakesBody(CloudEventTypes.BatchMediaType).Produces<IngestAnswer>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);

    private static async Task<IResult> IngestAsync(HttpContext context, IngestService ingest, ILogger<PortalProcess> log)
    {
        var gateway = (string)context.Items[AccessFilters.GatewayItem]!;
        var request = context.Request;
        if (!string.Equals(request.ContentType?.Split(';')[0].Trim(), CloudEventTypes.BatchMediaType, StringComparison.OrdinalIgnoreCase))
            return Refuse(StatusCodes.Status415UnsupportedMediaType, "Content-Type", $"a batch is {CloudEventTypes.BatchMediaType}");
        if (request.Headers.ContentEncoding.Count > 0) return Refuse(StatusCodes.Status415UnsupportedMediaType, "Content-Encoding", "a batch is not compressed");
        if (await BodyReader.ReadAsync(request, CloudLinkLimits.BatchBytesMax, context.RequestAborted) is not { } body)
            return Refuse(StatusCodes.Status413PayloadTooLarge, "batch", $"more than {CloudLinkLimits.BatchBytesMax} bytes");
        if (!CloudEventBatchReader.TryRead(body, out var events, out var fault))
        {
            var tooMany = fault!.Reason == $"more than {CloudLinkLimits.BatchEventsMax} events";
            return Refuse(tooMany ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, fault.Field, fault.Reason);
        }

        try
        {
            var answer = ingest.Ingest([.. events.Select(received => InNameOf(gateway, received))]);
            if (answer.Quarantined > 0) PortalLog.EventsQuarantined(log, gateway, answer.Quarantined);
            return TypedResults.Ok(answer);
        }
        catch (QuarantineFullException full)
        {
            // 422, not 5xx: the gateway is to send the rest apart, not to wait with all of it.
            return Refuse(StatusCodes.Status422UnprocessableEntity, "batch", full.Message);
        }

        IResult Refuse(int status, string field, string reason)
        {
            PortalLog.BatchRefused(log, gateway, $"{field}: {reason}");
            return Problem.Of(status, "The batch is refused", $"{field}: {reason}.");
        }
    }

    /// <summary>A gateway speaks for itself only.</summary>
    private static ReceivedEvent InNameOf(string gateway, ReceivedEvent received) => (received.Event?.Gateway ?? received.Header?.Gateway ?? gateway) != gateway
        ? received with { Event = null, Header = null, Fault = new ContractFault("source", "another gateway than the token's") }
        : received;
}
