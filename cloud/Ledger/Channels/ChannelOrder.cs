namespace Wattline.Cloud.Ledger.Channels;

/// <summary>An order that a customer is asked to pay over a channel.</summary>
/// <param name="Channel">Which channel.</param>
/// <param name="OutTradeNo">Our number of it.</param>
/// <param name="Account">For whom.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ExpiresMs">A payment that comes later is paid back, Unix milliseconds.</param>
public sealed record ChannelOrder(string Channel, string OutTradeNo, string Account, long Amount, string Currency, long ExpiresMs);
