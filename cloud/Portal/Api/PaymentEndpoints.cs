using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Channels;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Payments and orders of channels, bills, refunds. Their numbers stand in the address: the same again is the same.</summary>
internal static class PaymentEndpoints
{
    public static void MapPaymentDesk(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/ledger").WithTags("ledger").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        api.MapPut("/payments/{channel}/{number}", (string channel, string number, HttpContext context, ChannelDesk desk) => MoneyBody.Do<PaymentBody>(context, body =>
        {
            var answer = desk.Take(new ChannelPayment(channel, number, body.TradeNo, body.Amount, body.Currency, body.Account), AccessFilters.PersonOf(context).Name);
            return MoneyBody.Answer(answer.Outcome, $"{channel}/{number}");
        })).ForRight(MoneyRights.Post).WithSummary("A payment that a channel has taken: once by (channel, number) and by (channel, trade_no).").TakesBody("application/json");
        api.MapPut("/orders/{channel}/{number}", (string channel, string number, HttpContext context, ChannelDesk desk) => MoneyBody.Do<ChannelOrderBody>(context, body =>
            MoneyBody.Answer(desk.Place(new ChannelOrder(channel, number, body.Account, body.Amount, body.Currency, body.Expires.ToUnixTimeMilliseconds())), $"{channel}/{number}")))
            .ForRight(MoneyRights.Post).WithSummary("An order that a customer is asked to pay.").TakesBody("application/json");
        api.MapDelete("/orders/{channel}/{number}", (string channel, string number, ChannelDesk desk) => MoneyBody.Answer(desk.Close(channel, number), $"{channel}/{number}"))
            .ForRight(MoneyRights.Post).WithSummary("Closes an order: what is paid after is paid back.");
        api.MapPut("/bills/{number}", (string number, HttpContext context, CustomerDesk desk) => MoneyBody.Do<BillBody>(context, body =>
            Posted(desk.Charge(body.Account, body.Currency, number, body.Amount, body.Due.ToUnixTimeMilliseconds(), body.LateFee, AccessFilters.PersonOf(context).Name), number)))
            .ForRight(MoneyRights.Post).WithSummary("A bill, or a late fee.").TakesBody("application/json");
        api.MapPut("/bills/{bill}/corrections/{number}", (string bill, string number, HttpContext context, CustomerDesk desk) => MoneyBody.Do<CorrectionBody>(context, body =>
            Posted(desk.Correct(body.Account, body.Currency, bill, number, body.Amount, AccessFilters.PersonOf(context).Name), number)))
            .ForRight(MoneyRights.Post).WithSummary("Takes back what was billed too much.").TakesBody("application/json");
        api.MapPut("/refunds/{id}", (string id, HttpContext context, CustomerDesk desk) => MoneyBody.Do<RefundBody>(context, body =>
            MoneyBody.Answer(desk.Refund(id, body.Account, body.Currency, body.Amount, AccessFilters.PersonOf(context).Name, body.Reason), id)))
            .ForRight(MoneyRights.Decide).WithSummary("A customer's advance is to be paid back.").TakesBody("application/json");
        api.MapPut("/refunds/{id}/paid", (string id, HttpContext context, CustomerDesk desk) => MoneyBody.Do<RefundBody>(context, body =>
            MoneyBody.Answer(desk.Paid(id, body.Account, body.Currency, body.Amount, AccessFilters.PersonOf(context).Name, body.Reason), id)))
            .ForRight(MoneyRights.Decide).WithSummary("A refund has been paid out.").TakesBody("application/json");
        api.MapPut("/reversals/{id}", (string id, HttpContext context, CustomerDesk desk) => MoneyBody.Do<ReversalBody>(context, body =>
            MoneyBody.Answer(
                desk.Reverse(id, body.Account, body.Currency, body.Amount, new AccountKey(AccountKind.ChannelClearing, body.Channel, body.Currency), AccessFilters.PersonOf(context).Name, body.Reason), id)))
            .ForRight(MoneyRights.Decide).WithSummary("A channel has taken a payment back: the customer owes it again.").TakesBody("application/json");
    }

    private static IResult Posted(PostingAnswer answer, string number) => answer.Outcome switch
    {
        PostingOutcome.Posted or PostingOutcome.Known => TypedResults.Ok(new PostedView(number, MoneyBody.Word(answer.Outcome), answer.Sequence)),
        PostingOutcome.IdTaken => Problem.Of(StatusCodes.Status409Conflict, "Refused", $"{number}: another has this number."),
        var refused => Problem.Of(StatusCodes.Status422UnprocessableEntity, "Refused", $"{number}: {MoneyBody.Word(refused)}."),
    };
}

/// <summary>A payment.</summary>
internal sealed record PaymentBody(string TradeNo, long Amount, string Currency, string? Account = null);

/// <summary>An order.</summary>
internal sealed record ChannelOrderBody(string Account, long Amount, string Currency, DateTimeOffset Expires);

/// <summary>A bill.</summary>
internal sealed record BillBody(string Account, string Currency, long Amount, DateTimeOffset Due, bool LateFee = false);

/// <summary>A correction of a bill.</summary>
internal sealed record CorrectionBody(string Account, string Currency, long Amount);

/// <summary>A refund.</summary>
internal sealed record RefundBody(string Account, string Currency, long Amount, string Reason);

/// <summary>A payment that was taken back.</summary>
internal sealed record ReversalBody(string Account, string Currency, long Amount, string Channel, string Reason);
