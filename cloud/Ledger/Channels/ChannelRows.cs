using Dapper;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Channels;

/// <summary>The SQL of channels.</summary>
internal static class ChannelRows
{
    public const long Open = 0;
    public const long Paid = 1;
    public const long Closed = 2;

    public static List<PaymentRow> Payments(StoreConnection connection, ChannelPayment payment) => connection.Query<PaymentRow>(
        """
        SELECT out_trade_no AS OutTradeNo, trade_no AS TradeNo, account AS Account, currency AS Currency, amount AS Amount, outcome AS Outcome, item AS Item
        FROM channel_payment WHERE channel = @Channel AND (out_trade_no = @OutTradeNo OR trade_no = @TradeNo)
        """,
        payment).ToList();

    public static void Add(StoreConnection connection, ChannelPayment payment, PaymentOutcome outcome, long? item, long nowMs) => connection.Execute(
        """
        INSERT INTO channel_payment (channel, out_trade_no, trade_no, account, currency, amount, at_ms, outcome, item)
        VALUES (@Channel, @OutTradeNo, @TradeNo, @Account, @Currency, @Amount, @Now, @Outcome, @Item)
        """,
        new { payment.Channel, payment.OutTradeNo, payment.TradeNo, payment.Account, payment.Currency, payment.Amount, Now = nowMs, Outcome = (long)outcome, Item = item });

    public static OrderRow? Order(StoreConnection connection, string channel, string number) => connection.QueryFirstOrDefault<OrderRow>(
        "SELECT account AS Account, currency AS Currency, amount AS Amount, expires_ms AS ExpiresMs, state AS State FROM channel_order WHERE channel = @Channel AND out_trade_no = @Number",
        new { Channel = channel, Number = number });

    public static void Add(StoreConnection connection, ChannelOrder order, long state, long nowMs) => connection.Execute(
        """
        INSERT INTO channel_order (channel, out_trade_no, account, currency, amount, created_ms, expires_ms, state)
        VALUES (@Channel, @OutTradeNo, @Account, @Currency, @Amount, @Now, @ExpiresMs, @State)
        """,
        new { order.Channel, order.OutTradeNo, order.Account, order.Currency, order.Amount, Now = nowMs, order.ExpiresMs, State = state });

    public static void SetState(StoreConnection connection, string channel, string number, long state) => connection.Execute(
        "UPDATE channel_order SET state = @State WHERE channel = @Channel AND out_trade_no = @Number", new { Channel = channel, Number = number, State = state });

    public static bool HasOpenOrder(StoreConnection connection, string account, long nowMs) => connection.Scalar<long>(
        "SELECT COUNT(*) FROM channel_order WHERE account = @Account AND state = 0 AND expires_ms > @Now", new { Account = account, Now = nowMs }) > 0;
}

/// <summary>A payment in the inbox.</summary>
[method: ExplicitConstructor]
internal sealed record PaymentRow(string OutTradeNo, string TradeNo, string? Account, string Currency, long Amount, long Outcome, long? Item);

/// <summary>An order.</summary>
internal sealed record OrderRow(string Account, string Currency, long Amount, long ExpiresMs, long State);
