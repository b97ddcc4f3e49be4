using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Accounts, statements, the trial balance, and transfers.</summary>
internal static class AccountEndpoints
{
    private const string Account = "/accounts/{kind}/{currency}/{subject}";

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/ledger").WithTags("ledger").ProducesProblem(401).ProducesProblem(403);
        api.MapGet("/accounts", List).ForRight(MoneyRights.Read).WithSummary("Accounts by name, of one kind or one subject.");
        api.MapPut(Account, Open).ForRight(MoneyRights.Decide).WithSummary("Opens an account: customer accounts are opened before money comes for them.");
        api.MapDelete(Account, Close).ForRight(MoneyRights.Decide).WithSummary("Closes an account that is at zero. What was posted stays.");
        api.MapGet(Account + "/statement", Statement).ForRight(MoneyRights.Read).WithSummary("The entries of an account in (from, to].");
        api.MapGet("/accounts/customer/{currency}/{subject}/position", Position).ForRight(MoneyRights.Read).WithSummary("What a customer owes, item by item, and has paid ahead.");
        api.MapGet("/trial-balance", TrialBalance).ForRight(MoneyRights.Read).WithSummary("All accounts' balances at a moment: debits are credits in each currency.");
        api.MapPost("/transfers", (HttpContext context, LedgerBook book, AuditBook audit) => MoneyBody.Do<TransferBody[]>(context, batch => Post(batch, book, audit, AccessFilters.PersonOf(context).Name)))
            .ForRight(MoneyRights.Decide).WithSummary("Posts transfers in order, each with an outcome of its own; those that are linked all or none.").TakesBody("application/json");
    }

    private static IResult List(LedgerQueries ledger, string? kind = null, string? subject = null, string? limit = null, string? skip = null)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, 100, 1, LedgerLimits.PageRowsMax);
        var first = parameters.Number("skip", skip, 0, 0, long.MaxValue);
        if (!AccountKinds.TryParse(kind, out var parsed) && kind is not null) parameters.Fault("kind", "customer, kiosk-cash, suspense and the like");
        return parameters.Refusal ?? TypedResults.Ok(ledger.Accounts(parsed, subject, rows, first).Select(AccountView.Of).ToList());
    }

    private static IResult Open(string kind, string currency, string subject, LedgerBook book, AuditBook audit, HttpContext context) =>
        Change(kind, currency, subject, book.Open, audit, "account_opened", AccessFilters.PersonOf(context).Name);

    private static IResult Close(string kind, string currency, string subject, LedgerBook book, AuditBook audit, HttpContext context) =>
        Change(kind, currency, subject, book.Close, audit, "account_closed", AccessFilters.PersonOf(context).Name);

    private static IResult Change(string kind, string currency, string subject, Func<AccountKey, OpenOutcome> change, AuditBook audit, string what, string who)
    {
        var key = Key(kind, currency, subject);
        var outcome = change(key);
        if (outcome == OpenOutcome.Done) audit.Record(who, what, key.ToString(), what);
        return MoneyBody.Answer(outcome, key.ToString());
    }

    private static IResult Statement(
        string kind, string currency, string subject, LedgerQueries ledger, string? from = null, string? to = null, string? limit = null, string? skip = null)
    {
        var parameters = new Parameters();
        var (after, until) = (parameters.Moment("from", from, 0, TimeZoneInfo.Utc), parameters.Moment("to", to, Parameters.LastSecond, TimeZoneInfo.Utc));
        var rows = (int)parameters.Number("limit", limit, 100, 1, LedgerLimits.PageRowsMax);
        var first = parameters.Number("skip", skip, 0, 0, long.MaxValue);
        if (parameters.Refusal is { } refusal) return refusal;
        var key = Key(kind, currency, subject);
        return ledger.Statement(key, from is null ? long.MinValue : after * 1000, until * 1000, rows, first) is { } statement
            ? TypedResults.Ok(StatementView.Of(statement)) : Problem.NotFound($"There is no account {key}.");
    }

    private static IResult Position(string currency, string subject, CustomerDesk desk) => desk.Position(subject, currency) is { } position
        ? TypedResults.Ok(PositionView.Of(position)) : Problem.NotFound($"There is no customer {subject} in {currency}.");

    private static IResult TrialBalance(LedgerQueries ledger, string? at = null)
    {
        var parameters = new Parameters();
        var moment = parameters.Moment("at", at, Parameters.LastSecond, TimeZoneInfo.Utc);
        return parameters.Refusal ?? TypedResults.Ok(TrialBalanceView.Of(ledger.TrialBalance(moment * 1000)));
    }

    private static IResult Post(TransferBody[] batch, LedgerBook book, AuditBook audit, string who)
    {
        if (batch.Length > LedgerLimits.BatchMax) return Problem.Of(StatusCodes.Status422UnprocessableEntity, "Refused", $"At most {LedgerLimits.BatchMax} transfers.");
        var answers = book.Post([.. batch.Select(static body => body.ToTransfer())]);
        foreach (var (body, answer) in batch.Zip(answers))
            if (answer.Outcome == PostingOutcome.Posted) audit.Record(who, "transfer", body.Id, $"{body.Debit} to {body.Credit}: {body.Amount}");
        return TypedResults.Ok(batch.Zip(answers).Select(static pair => new PostedView(pair.First.Id, MoneyBody.Word(pair.Second.Outcome), pair.Second.Sequence)).ToList());
    }

    private static AccountKey Key(string kind, string currency, string subject) => AccountKinds.TryParse(kind, out var parsed) ? new AccountKey(parsed, subject, currency) : default;
}
