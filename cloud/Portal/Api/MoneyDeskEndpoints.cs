using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Customers;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Reconciliation;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>What persons look at and decide: suspense, boxes, findings; and the trail of it.</summary>
internal static class MoneyDeskEndpoints
{
    public static void MapMoneyDesk(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/ledger").WithTags("ledger").ProducesProblem(401).ProducesProblem(403);
        api.MapGet("/suspense", ListSuspense).ForRight(MoneyRights.Read).WithSummary("Money of nobody known, oldest first; state=all for all that there ever was.");
        Decide("assign", "Gives it to the customer whose it is.", static (desk, id, who, body) => desk.Assign(id, body.Account ?? "", who, body.Reason));
        Decide("refund", "It is to be paid back to whom it came from.", static (desk, id, who, body) => desk.Refund(id, who, body.Reason));
        Decide("appraise", "Says how much it is, where no device could tell.", static (desk, id, who, body) => desk.Appraise(id, body.Amount ?? 0, body.Currency ?? "", who, body.Reason));
        Decide("dismiss", "There was no money.", static (desk, id, who, body) => desk.Dismiss(id, who, body.Reason));
        api.MapGet("/collections", ListCollections).ForRight(MoneyRights.Read).WithSummary("Boxes that were taken out in [from, to), their four sides, and where these differ: a day's reconciliation.");
        api.MapPost("/collections/{kiosk}/{number:long}/count", (string kiosk, long number, HttpContext context, CollectionDesk desk) => MoneyBody.Do<CountBody>(context, body =>
            MoneyBody.Answer(desk.Count(kiosk, number, body.Amount, AccessFilters.PersonOf(context).Name, body.Reason), $"collection {kiosk} {number}")))
            .ForRight(MoneyRights.Decide).WithSummary("Somebody has counted a box.").TakesBody("application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapPost("/collections/{kiosk}/{number:long}/deposit", (string kiosk, long number, HttpContext context, CollectionDesk desk) => MoneyBody.Do<CountBody>(context, body =>
            MoneyBody.Answer(desk.Deposit(kiosk, number, body.Amount, body.Slip ?? "", AccessFilters.PersonOf(context).Name, body.Reason), $"collection {kiosk} {number}")))
            .ForRight(MoneyRights.Decide).WithSummary("Somebody has paid it in at the bank.").TakesBody("application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/findings", ListFindings).ForRight(MoneyRights.Read).WithSummary("What somebody is to look at, newest first.");
        api.MapPost("/findings/{id:long}/close", (long id, HttpContext context, AuditBook audit) => MoneyBody.Do<ReasonBody>(context, body =>
            audit.Close(id, AccessFilters.PersonOf(context).Name, body.Reason) ? TypedResults.Ok(new OutcomeView("done")) : Problem.NotFound($"There is no open finding {id}.")))
            .ForRight(MoneyRights.Decide).WithSummary("Somebody has looked at it.").TakesBody("application/json").ProducesProblem(404);
        api.MapGet("/audit", (AuditBook audit, string? subject = null, string? limit = null) => Page(limit, rows => audit.Trail(subject, rows).Select(static entry =>
            new AuditView(entry.Id, DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs), entry.Who, entry.What, entry.Subject, entry.Reason)).ToList()))
            .ForRight(MoneyRights.Read).WithSummary("Who did what to money, and why, newest first.");
        api.MapPut("/customers/{account}", (string account, HttpContext context, CustomerBook book) => MoneyBody.Do<CustomerBody>(context, body => MoneyBody.Answer(
            book.Put(account, body.Masked, body.Cards ?? [], body.Codes ?? [], AccessFilters.PersonOf(context).Name, body.Reason), account)))
            .ForRight(MoneyRights.Decide).WithSummary("What kiosks show of a customer's name, and the cards and codes that they know the customer by.").TakesBody("application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/collectors", (CustomerBook book) => TypedResults.Ok(book.Collectors())).ForRight(MoneyRights.Read).WithSummary("Cards and codes that open kiosks' boxes.");
        api.MapPut("/collectors/{text}", (string text, HttpContext context, CustomerBook book) => MoneyBody.Do<CollectorBody>(context, body => MoneyBody.Answer(
            book.SetCollector(text, body.IsCollector, AccessFilters.PersonOf(context).Name, body.Reason), text)))
            .ForRight(MoneyRights.Decide).WithSummary("Lets somebody open kiosks' boxes, or no longer.").TakesBody("application/json").ProducesProblem(422);
        api.MapGet("/held", (KioskIntake intake) => TypedResults.Ok(intake.Held())).ForRight(MoneyRights.Read).WithSummary("Streams of kiosks that wait for missing records.");

        void Decide(string word, string summary, Func<SuspenseDesk, long, string, SuspenseBody, SuspenseOutcome> decide) =>
            api.MapPost("/suspense/{id:long}/" + word, (long id, HttpContext context, SuspenseDesk desk) => MoneyBody.Do<SuspenseBody>(context, body =>
                MoneyBody.Answer(decide(desk, id, AccessFilters.PersonOf(context).Name, body), $"suspense {id}")))
                .ForRight(MoneyRights.Decide).WithSummary(summary).TakesBody("application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static IResult ListSuspense(SuspenseDesk desk, string? state = null, string? limit = null) => Page(limit, rows => desk.List(state == "all" ? null : SuspenseState.Open, rows)
        .Select(static item => new SuspenseView(
            item.Id, item.Kiosk, item.Origin, item.Amount, item.Currency, item.Reason, item.Suspected, DateTimeOffset.FromUnixTimeMilliseconds(item.OpenedMs), MoneyBody.Word(item.State),
            item.GivenTo, item.ClosedBy, item.ClosedReason)).ToList());

    private static IResult ListCollections(CollectionDesk desk, string? from = null, string? to = null, string? limit = null)
    {
        var parameters = new Parameters();
        var (first, last) = (parameters.Moment("from", from, 0, TimeZoneInfo.Utc), parameters.Moment("to", to, Parameters.LastSecond, TimeZoneInfo.Utc));
        return parameters.Refusal ?? Page(limit, rows => desk.List(first * 1000, last * 1000, rows).Select(static box => new CollectionView(
            box.Kiosk, box.Number, DateTimeOffset.FromUnixTimeMilliseconds(box.AtMs), box.Collector, box.Currency, box.Legs, [.. box.Differences.Select(static one => new DifferenceView(MoneyBody.Word(one.Kind), one.Amount))],
            box.Slip)).ToList());
    }

    private static IResult ListFindings(AuditBook audit, string? all = null, string? limit = null)
    {
        var parameters = new Parameters();
        var isAll = parameters.Switch("all", all);
        return parameters.Refusal ?? Page(limit, rows => audit.Findings(isAll, rows).Select(static finding => new FindingView(
            finding.Id, finding.Kind, finding.Subject, finding.Detail, DateTimeOffset.FromUnixTimeMilliseconds(finding.AtMs), finding.Times, finding.ClosedBy)).ToList());
    }

    private static IResult Page<T>(string? limit, Func<int, T> read)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, 100, 1, LedgerLimits.PageRowsMax);
        return parameters.Refusal ?? TypedResults.Ok(read(rows));
    }
}

/// <summary>A decision on money of nobody known.</summary>
internal sealed record SuspenseBody(string Reason, string? Account = null, long? Amount = null, string? Currency = null);

/// <summary>A count, or a deposit.</summary>
internal sealed record CountBody(long Amount, string Reason, string? Slip = null);

/// <summary>Why.</summary>
internal sealed record ReasonBody(string Reason);

/// <summary>Money of nobody known.</summary>
internal sealed record SuspenseView(
    long Id, string Kiosk, string Origin, long Amount, string Currency, string Reason, string? Suspected, DateTimeOffset Opened, string State, string? GivenTo, string? ClosedBy, string? ClosedReason);

/// <summary>A box.</summary>
internal sealed record CollectionView(
    string Kiosk, long Number, DateTimeOffset At, string? Collector, string Currency, CollectionLegs Legs, IReadOnlyList<DifferenceView> Differences, string? Slip);

/// <summary>A difference.</summary>
internal sealed record DifferenceView(string Kind, long Amount);

/// <summary>A finding.</summary>
internal sealed record FindingView(long Id, string Kind, string Subject, string Detail, DateTimeOffset At, long Times, string? ClosedBy);

/// <summary>An entry of the trail.</summary>
internal sealed record AuditView(long Id, DateTimeOffset At, string Who, string What, string Subject, string Reason);

/// <summary>A customer as kiosks know it.</summary>
internal sealed record CustomerBody(string Masked, string Reason, IReadOnlyList<string>? Cards = null, IReadOnlyList<string>? Codes = null);

/// <summary>Whether somebody opens boxes.</summary>
internal sealed record CollectorBody(bool IsCollector, string Reason);
