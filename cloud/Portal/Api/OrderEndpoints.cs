using System.Text.Json;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Keys;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Commands that persons ask for and decide; the keys of devices and the passwords of meters.</summary>
internal static class OrderEndpoints
{
    private const int BodyBytesMax = 512 * 1024;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/commands").ForPersons().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapPost("", PostAsync)
            .WithSummary("Asks for a command to a meter, several meters or a concentrator. One meter: the command; several: an answer for each.")
            .TakesBody("application/json").Produces<OrderView>().Produces<OrderView>(201).Produces<OrderView>(202).Produces<IReadOnlyList<OrderAnswerView>>(207).ProducesProblem(400).ProducesProblem(413).ProducesProblem(429);
        Decide("approve", "Releases, as the second person, what another asked for; whole=true: all of its request.", static (desk, id, whole, _, person) => desk.Approve(id, whole, person));
        Decide("reject", "Turns down what another asked for.", static (desk, id, whole, why, person) => desk.End(id, whole, reject: true, why, person));
        Decide("cancel", "Takes back what no gateway has yet.", static (desk, id, whole, why, person) => desk.End(id, whole, reject: false, why, person));
        routes.MapPost("/api/concentrators/{id}/key", DrawKey).ForPersons().WithSummary("Draws the concentrator's next command key. It is shown here once, to be written into the device.")
            .Produces<DeviceKeyView>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        routes.MapPut("/api/meters/{id}/access", PutAccessAsync).ForPersons().WithSummary("Keeps a meter's password, level and operator code, sealed. It is never shown.")
            .TakesBody("application/json").Produces(204).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        routes.MapGet("/api/meters/{id}/relay", (string id, MeterRegistry registry, CommandDesk desk) =>
            registry.Meter(id) is null ? Problem.NotFound($"There is no meter {id}.") : TypedResults.Ok(RelayView.Of(desk.Relay(id)))).ForReaders()
            .WithSummary("Where a meter's relay is, by the meter's own last word.").Produces<RelayView>().ProducesProblem(401).ProducesProblem(404);

        void Decide(string word, string summary, Func<CommandDesk, long, bool, string, Person, IReadOnlyList<DeskAnswer>> act) =>
            api.MapPost("/{id:long:min(1)}/" + word, (long id, HttpContext context, CommandDesk desk, bool whole = false, string reason = "") =>
            {
                var answers = act(desk, id, whole, reason, AccessFilters.PersonOf(context));
                foreach (var answer in answers.Where(static answer => answer.IsTaken)) PortalLog.OrderDecided(Log(context), answer.Id, word, AccessFilters.PersonOf(context).Name);
                return Answer(answers, desk, whole);
            }).WithSummary(summary).Produces<OrderView>().Produces<IReadOnlyList<OrderAnswerView>>(207).ProducesProblem(429);
    }

    private static async Task<IResult> PostAsync(HttpContext context, CommandDesk desk)
    {
        if (await BodyReader.ReadAsync(context.Request, BodyBytesMax, context.RequestAborted) is not { } body)
            return Refuse(StatusCodes.Status413PayloadTooLarge, $"body: more than {BodyBytesMax} bytes.");
        OrderBody? posted;
        try
        {
            posted = JsonSerializer.Deserialize<OrderBody>(body.Span, _json);
        }
        catch (JsonException wrong)
        {
            return Refuse(StatusCodes.Status400BadRequest, $"body: {wrong.Path ?? "$"} is not as it should be.");
        }
        if (posted is null) return Refuse(StatusCodes.Status400BadRequest, "body: an object is needed.");
        if (posted.ToProposal(out var fault) is not { } proposal) return Refuse(StatusCodes.Status422UnprocessableEntity, fault!);
        var person = AccessFilters.PersonOf(context);
        var answers = desk.Propose(proposal, person);
        foreach (var answer in answers.Where(static answer => answer.Outcome is DeskOutcome.Proposed or DeskOutcome.Queued))
            PortalLog.OrderPosted(Log(context), answer.Id, posted.Command, answer.Meter ?? posted.Concentrator ?? "", person.Name);
        return Answer(answers, desk, posted.Meters is not null);
    }

    private static IResult Answer(IReadOnlyList<DeskAnswer> answers, CommandDesk desk, bool many)
    {
        if (many && answers.All(static answer => answer.Meter is not null || answer.Id != 0))
            return TypedResults.Json<IReadOnlyList<OrderAnswerView>>([.. answers.Select(OrderAnswerView.Of)], statusCode: StatusCodes.Status207MultiStatus);
        var one = answers[0];
        var view = one.Id == 0 ? null : desk.Find(one.Id) is { } found ? OrderView.Of(found) : null;
        return one.Outcome switch
        {
            DeskOutcome.Queued => TypedResults.Created($"/api/commands/{one.Id}", view),
            DeskOutcome.Proposed => TypedResults.Accepted($"/api/commands/{one.Id}", view),
            DeskOutcome.Known or DeskOutcome.Ended => TypedResults.Ok(view),
            DeskOutcome.NotAllowed => Problem.Of(StatusCodes.Status403Forbidden, "Not with this token", $"{one.What}: {one.Why}."),
            DeskOutcome.Unknown => Refuse(StatusCodes.Status404NotFound, $"{one.What}: {one.Why}."),
            DeskOutcome.Conflict or DeskOutcome.Objection => Refuse(StatusCodes.Status409Conflict, $"{one.What}: {one.Why}."),
            DeskOutcome.Capped => Refuse(StatusCodes.Status429TooManyRequests, $"{one.What}: {one.Why}."),
            _ => Refuse(StatusCodes.Status422UnprocessableEntity, $"{one.What}: {one.Why}."),
        };
    }

    private static IResult DrawKey(string id, HttpContext context, MeterRegistry registry, KeyVault vault)
    {
        var person = AccessFilters.PersonOf(context);
        if (!person.May(CommandRights.Keys)) return Problem.Forbidden($"person: the right '{CommandRights.Keys}' is needed.");
        if (!registry.Has(id)) return Problem.NotFound($"There is no concentrator {id}.");
        if (!vault.IsOpen) return Refuse(StatusCodes.Status409Conflict, "Portal:Commands:MasterKeyFile: no master key is set.");
        var (number, key) = vault.Draw(id, person.Name);
        PortalLog.KeyDrawn(Log(context), number, id, person.Name);
        return TypedResults.Ok(new DeviceKeyView(id, number, Convert.ToHexStringLower(key)));
    }

    private static async Task<IResult> PutAccessAsync(string id, HttpContext context, MeterRegistry registry, KeyVault vault)
    {
        var person = AccessFilters.PersonOf(context);
        if (!person.May(CommandRights.Keys)) return Problem.Forbidden($"person: the right '{CommandRights.Keys}' is needed.");
        if (registry.Meter(id) is null) return Problem.NotFound($"There is no meter {id}.");
        if (!vault.IsOpen) return Refuse(StatusCodes.Status409Conflict, "Portal:Commands:MasterKeyFile: no master key is set.");
        AccessBody? posted = null;
        try
        {
            if (await BodyReader.ReadAsync(context.Request, 1_024, context.RequestAborted) is { } body) posted = JsonSerializer.Deserialize<AccessBody>(body.Span, _json);
        }
        catch (JsonException)
        {
            // Not repeated: a password may stand in it.
        }
        if (posted is null) return Refuse(StatusCodes.Status400BadRequest, "body: level, password and operator are needed.");
        if (posted.ToRights() is not { } rights) return Refuse(StatusCodes.Status422UnprocessableEntity, "body: a level of 2 digits (00 to 09), a password of 6 and an operator of 8 are needed.");
        vault.PutAccess(id, rights, person.Name);
        PortalLog.AccessKept(Log(context), id, person.Name);
        return TypedResults.NoContent();
    }

    private static ILogger Log(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<PortalProcess>>();

    private static IResult Refuse(int status, string detail) => Problem.Of(status, "The command is refused", detail);
}
