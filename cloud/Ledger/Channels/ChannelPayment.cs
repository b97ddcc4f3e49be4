namespace Wattline.Cloud.Ledger.Channels;

/// <summary>A payment that a channel says it has taken: checked and its signature verified by who brings it.</summary>
/// <param name="Channel">Which channel: a short name.</param>
/// <param name="OutTradeNo">Our number of the order.</param>
/// <param name="TradeNo">The channel's number of the payment.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">For whom; null where the order says it.</param>
public sealed record ChannelPayment(string Channel, string OutTradeNo, string TradeNo, long Amount, string Currency, string? Account = null);
