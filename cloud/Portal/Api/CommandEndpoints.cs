using System.Text.Json;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Commands to concentrators: posted, and followed.</summary>
internal static class CommandEndpoints
{
    private const int BodyBytesMax = 4 * LinkLimits.CommandBytesMax;
    private const int LimitDefault = 100;
    private const string Admin = "admin";

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    public static void MapCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/commands/{id:long:min(1)}", PutAsync).ForAdmins()
            .WithSummary("Posts a command under an id of the caller's; the same again is no news. It is passed on byte for byte.")
            .TakesBody("application/json").Produces<CommandView>().Produces<CommandView>(StatusCodes.Status201Created)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429);
        var api = routes.MapGroup("/api/commands").ForReaders().ProducesProblem(401);
        api.MapGet("", List).WithSummary("The newest commands, with what happened to each.").Produces<IReadOnlyList<CommandView>>().ProducesValidationProblem();
        api.MapGet("/{id:long:min(1)}", (long id, CommandQueue queue, CommandDesk desk) => queue.Find(id) is { } status ? TypedResults.Ok(CommandView.Of(status, desk.Find(id))) : Problem.NotFound($"There is no command {id}."))
            .WithSummary("A command, with what happened to it.").Produces<CommandView>().ProducesProblem(404);
    }

    private static async Task<IResult> PutAsync(long id, HttpContext context, CommandQueue queue, MeterRegistry registry, ILogger<PortalProcess> log)
    {
        if (await BodyReader.ReadAsync(context.Request, BodyBytesMax, context.RequestAborted) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "The command is refused", $"body: more than {BodyBytesMax} bytes.");
        CommandBody? posted;
        try
        {
            posted = JsonSerializer.Deserialize<CommandBody>(body.Span, _json);
        }
        catch (JsonException wrong)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "The command is refused", $"body: {wrong.Path ?? "$"} is not as it should be: concentrator, decision, expires and content (Base64) are needed.");
        }
        if (posted is null || posted.Decision < 0) return Problem.Of(StatusCodes.Status400BadRequest, "The command is refused", "decision: a whole number from 0 on is needed.");
        if (!registry.Has(posted.Concentrator)) return Problem.NotFound($"There is no concentrator {posted.Concentrator}.");
        var outcome = queue.Post(new Command(id, posted.Concentrator, posted.Decision, posted.Expires.ToUnixTimeMilliseconds(), posted.Content), Admin);
        if (outcome == PostOutcome.Queued) PortalLog.CommandPosted(log, id, posted.Concentrator, posted.Decision, Admin);
        return outcome switch
        {
            PostOutcome.Queued => TypedResults.Created($"/api/commands/{id}", CommandView.Of(queue.Find(id)!)),
            PostOutcome.Known => TypedResults.Ok(CommandView.Of(queue.Find(id)!)),
            PostOutcome.IdTaken => Refuse(StatusCodes.Status409Conflict, "id: another command was posted under it."),
            PostOutcome.BadContent => Refuse(StatusCodes.Status422UnprocessableEntity, $"content: 1 to {LinkLimits.CommandBytesMax} bytes are needed."),
            PostOutcome.BadExpiry => Refuse(StatusCodes.Status422UnprocessableEntity, $"expires: a moment within the next {LinkLimits.CommandMsMax / 3_600_000} hours is needed."),
            _ => Refuse(StatusCodes.Status429TooManyRequests, "Too many commands wait already."),
        };
    }

    private static IResult Refuse(int status, string detail) => Problem.Of(status, "The command is refused", detail);

    private static IResult List(CommandQueue queue, CommandDesk desk, string? concentrator = null, string? meter = null, string? limit = null)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, LimitDefault, 1, Commands.CommandLimits.PageRowsMax);
        if (parameters.Refusal is { } refusal) return refusal;
        var found = meter is null ? queue.List(concentrator, rows) : [.. desk.OfMeter(meter, rows).Select(order => queue.Find(order.Id)!)];
        return TypedResults.Ok<IReadOnlyList<CommandView>>([.. found.Select(status => CommandView.Of(status, desk.Find(status.Command.Id)))]);
    }
}
