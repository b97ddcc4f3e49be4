using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Points of delivery for their money: whose word counts, who lives there, and what is done about arrears.</summary>
internal static class SupplyPointEndpoints
{
    public static void MapSupplyPoints(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/ledger/points/{point}").WithTags("ledger").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        api.MapGet("", Get).ForRight(MoneyRights.Read).WithSummary("The point, its tenant, what is owed and decided, and what the customer is told.").Produces<SupplyPointView>();
        api.MapPut("", (string point, HttpContext context, PointDesk desk) => MoneyBody.Do<SupplyPointBody>(context, body => MoneyBody.Answer(
            desk.Set(new SupplyPoint(point, body.Meter, body.Currency, body.Authority, body.Zone, body.Protected, body.Locked), AccessFilters.PersonOf(context).Name, body.Reason), point)))
            .ForRight(MoneyRights.Decide).WithSummary("Adds a point, or changes it. It has one balance authority.").TakesBody("application/json").ProducesProblem(409).ProducesProblem(422);
        api.MapPost("/tenant", (string point, HttpContext context, PointDesk desk) => MoneyBody.Do<SupplyTenantBody>(context, body => MoneyBody.Answer(
            desk.MoveIn(point, body.Account, body.From.ToUnixTimeMilliseconds(), AccessFilters.PersonOf(context).Name, body.Reason), point)))
            .ForRight(MoneyRights.Decide).WithSummary("Another tenant: the one before keeps its account, its debts and its money.").TakesBody("application/json").ProducesProblem(422);
        api.MapPost("/notice", (string point, HttpContext context, PointDesk desk) => MoneyBody.Do<ReasonBody>(context, body => MoneyBody.Answer(
            desk.ProveNotice(point, body.Reason, AccessFilters.PersonOf(context).Name), point)))
            .ForRight(MoneyRights.Decide).WithSummary("That the customer was told is proven: how.").TakesBody("application/json").ProducesProblem(422);
        api.MapGet("/actions", (string point, ArrearsDesk desk) => TypedResults.Ok(desk.Actions(point).Select(static one => new ArrearsActionView(
            one.Order.Decision, DateTimeOffset.FromUnixTimeMilliseconds(one.Order.AtMs), MoneyBody.Word(one.Order.Action), MoneyBody.Word(one.Order.Reason), one.Order.Account, one.Order.Overdue, one.Answer)).ToList()))
            .ForRight(MoneyRights.Read).WithSummary("What was decided about a point, newest first, and what became of it.");
    }

    private static IResult Get(string point, PointDesk points, ArrearsDesk arrears)
    {
        if (points.Find(point) is not { } known || arrears.Explain(point) is not { } explained) return Problem.NotFound($"There is no point {point}.");
        var (facts, action, reason, word) = explained;
        return TypedResults.Ok(new SupplyPointView(
            known.Point, known.Meter, known.Currency, MoneyBody.Word(known.Authority), known.Zone, known.ProtectedReason, known.LockedReason, points.TenantOf(point),
            facts.Overdue, facts.Balance, MoneyBody.Word(facts.Stage), MoneyBody.Word(action), MoneyBody.Word(reason), MoneyBody.Word(word), word.Text()));
    }
}

/// <summary>A point as it is put.</summary>
internal sealed record SupplyPointBody(string Meter, string Currency, BalanceAuthority Authority, string Zone, string Reason, string? Protected = null, string? Locked = null);

/// <summary>A tenant who moves in; null: nobody does.</summary>
internal sealed record SupplyTenantBody(string? Account, DateTimeOffset From, string Reason);

/// <summary>A point.</summary>
internal sealed record SupplyPointView(
    string Point, string Meter, string Currency, string Authority, string Zone, string? Protected, string? Locked, string? Tenant, long Overdue, long Balance, string Stage,
    string Wanted, string Reason, string Word, string Text);

/// <summary>A decision.</summary>
internal sealed record ArrearsActionView(long Decision, DateTimeOffset At, string Action, string Reason, string Account, long Overdue, string? Answer);
