using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Channels;

/// <summary>
/// Payments over channels: cards, wallets, banks. A channel tells a payment as often as it likes; both its numbers make it once, and its inbox row
/// and its entries are one transaction. A payment is credited, or is on the work list, or is to be paid back: it is never refused once it was taken.
/// </summary>
public sealed class ChannelDesk(LedgerBook book)
{
    /// <summary>Characters of a channel's name, and of its numbers (Alipay and WeChat Pay have 64 at most).</summary>
    private const int NameCharsMax = 32;
    private const int NumberCharsMax = 64;

    /// <summary>Places an order. A payment may have come before it: it is credited then.</summary>
    public OrderOutcome Place(ChannelOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return book.InTurn(turn =>
        {
            var customer = new AccountKey(AccountKind.Customer, order.Account ?? "", order.Currency ?? "");
            if (!IsName(order.Channel, NameCharsMax) || !IsName(order.OutTradeNo, NumberCharsMax) || !customer.IsValid || order.Amount is <= 0 or > LedgerLimits.AmountMax)
                return OrderOutcome.BadFields;
            if (ChannelRows.Order(turn.Connection, order.Channel, order.OutTradeNo) is { } known)
                return (known.Account, known.Currency, known.Amount) == (order.Account, order.Currency, order.Amount) ? OrderOutcome.Already : OrderOutcome.NumberTaken;
            if (order.ExpiresMs <= turn.NowMs) return OrderOutcome.BadFields;
            if (turn.Find(customer) is not { IsClosed: false }) return OrderOutcome.BadAccount;
            ChannelRows.Add(turn.Connection, order, ChannelRows.Open, turn.NowMs);
            CreditEarly(turn, order, customer);
            return OrderOutcome.Done;
        });
    }

    /// <summary>Closes an order: a payment that comes after is paid back.</summary>
    public OrderOutcome Close(string channel, string outTradeNo) => book.InTurn(turn =>
    {
        if (ChannelRows.Order(turn.Connection, channel, outTradeNo) is not { } order) return OrderOutcome.Unknown;
        if (order.State == ChannelRows.Paid) return OrderOutcome.Paid;
        if (order.State == ChannelRows.Closed) return OrderOutcome.Already;
        ChannelRows.SetState(turn.Connection, channel, outTradeNo, ChannelRows.Closed);
        return OrderOutcome.Done;
    });

    /// <summary>Takes a payment.</summary>
    public PaymentAnswer Take(ChannelPayment payment, string who = "channel")
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (!IsName(payment.Channel, NameCharsMax) || !IsName(payment.OutTradeNo, NumberCharsMax) || !IsName(payment.TradeNo, NumberCharsMax)
            || !AccountKey.IsCurrency(payment.Currency) || (payment.Account is not null && !AccountKey.IsSubject(payment.Account))) return new(PaymentOutcome.BadFields);
        if (payment.Amount is <= 0 or > LedgerLimits.AmountMax) return new(PaymentOutcome.AmountOutOfRange);
        return book.InTurn(turn =>
        {
            var known = ChannelRows.Payments(turn.Connection, payment);
            if (known.Count > 0) return Again(turn, payment, known);
            var (outcome, why) = Judge(turn, payment, out var account);
            var (target, code) = outcome switch
            {
                PaymentOutcome.Credited => (new AccountKey(AccountKind.Customer, account!, payment.Currency), TransferCode.ChannelPayment),
                PaymentOutcome.Refunding => (new AccountKey(AccountKind.RefundPayable, payment.Channel, payment.Currency), TransferCode.Refund),
                _ => (new AccountKey(AccountKind.Suspense, payment.Channel, payment.Currency), TransferCode.ChannelPayment),
            };
            turn.Must(new Transfer(Id(payment.Channel, payment.OutTradeNo), new AccountKey(AccountKind.ChannelClearing, payment.Channel, payment.Currency), target, payment.Amount, code) { Note = payment.TradeNo });
            var item = outcome == PaymentOutcome.InSuspense
                ? SuspenseRows.Open(turn, payment.Channel, Id(payment.Channel, payment.OutTradeNo), payment.Amount, payment.Currency, why!, account) : (long?)null;
            ChannelRows.Add(turn.Connection, payment with { Account = account }, outcome, item, turn.NowMs);
            FindingRows.Audit(turn.Connection, turn.NowMs, who, "channel_payment", $"{payment.Channel}/{payment.OutTradeNo}", $"{payment.Amount} {payment.Currency}: {outcome}");
            if (outcome == PaymentOutcome.Credited) ChannelRows.SetState(turn.Connection, payment.Channel, payment.OutTradeNo, ChannelRows.Paid);
            if (outcome == PaymentOutcome.Refunding) FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.LatePayment, payment.Channel, $"{payment.OutTradeNo}: {payment.Amount} {payment.Currency}, {payment.TradeNo}");
            return new PaymentAnswer(outcome);
        });
    }

    private static PaymentAnswer Again(LedgerTurn turn, ChannelPayment payment, List<PaymentRow> known)
    {
        if (known is [var one] && (one.OutTradeNo, one.TradeNo, one.Amount, one.Currency) == (payment.OutTradeNo, payment.TradeNo, payment.Amount, payment.Currency)
            && (payment.Account is null || payment.Account == one.Account)) return new((PaymentOutcome)one.Outcome, IsRepeat: true);
        TransferRows.Quarantine(turn.Connection, Id(payment.Channel, payment.OutTradeNo), payment.ToString(), turn.NowMs);
        FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.ChannelConflict, payment.Channel, $"{payment.OutTradeNo}, {payment.TradeNo}: {payment.Amount} {payment.Currency}");
        return new(PaymentOutcome.Conflict);
    }

    private static (PaymentOutcome Outcome, string? Why) Judge(LedgerTurn turn, ChannelPayment payment, out string? account)
    {
        var order = ChannelRows.Order(turn.Connection, payment.Channel, payment.OutTradeNo);
        account = payment.Account ?? order?.Account;
        if (order is { State: ChannelRows.Closed } || order?.ExpiresMs <= turn.NowMs) return (PaymentOutcome.Refunding, null);
        if (account is null) return (PaymentOutcome.InSuspense, "order_unknown");
        if (order is not null && (order.Account, order.Currency, order.Amount) != (account, payment.Currency, payment.Amount)) return (PaymentOutcome.InSuspense, "order_differs");
        if (turn.Find(new AccountKey(AccountKind.Customer, account, payment.Currency)) is not { } customer)
            return (PaymentOutcome.InSuspense, AccountRows.HasOtherCurrency(turn.Connection, account) ? "currency_differs" : "account_unknown");
        if (customer.IsClosed) return (PaymentOutcome.InSuspense, "account_closed");
        return customer.WhyNoCredit(payment.Amount) is null ? (PaymentOutcome.Credited, null) : (PaymentOutcome.InSuspense, "balance_too_large");
    }

    /// <summary>The callback was faster than the order's own transaction.</summary>
    private static void CreditEarly(LedgerTurn turn, ChannelOrder order, AccountKey customer)
    {
        var early = ChannelRows.Payments(turn.Connection, new ChannelPayment(order.Channel, order.OutTradeNo, order.OutTradeNo, order.Amount, order.Currency)).Find(row => row.OutTradeNo == order.OutTradeNo);
        if (early is not { Item: { } id } || (early.Amount, early.Currency) != (order.Amount, order.Currency) || SuspenseRows.Find(turn.Connection, id) is not { State: SuspenseState.Open, Reason: "order_unknown" }) return;
        turn.Must(new Transfer($"suspense/{id}/given", new AccountKey(AccountKind.Suspense, order.Channel, order.Currency), customer, order.Amount, TransferCode.SuspenseAssigned));
        SuspenseRows.Close(turn, id, SuspenseState.Assigned, customer.ToString(), "ledger", "the order came after its payment");
        ChannelRows.SetState(turn.Connection, order.Channel, order.OutTradeNo, ChannelRows.Paid);
    }

    private static string Id(string channel, string number) => $"channel/{channel}/{number}";

    private static bool IsName(string? text, int most) => text is { Length: > 0 } && text.Length <= most && text.All(static c => c is > ' ' and < '\u007f');
}
