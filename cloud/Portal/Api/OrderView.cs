using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A command that a person asked for, as the API tells it.</summary>
/// <param name="State">proposed, queued, sent, delivered, accepted, pending, done, verified, allowed, closed, refused, expired, failed, unconfirmed, rejected or cancelled.</param>
/// <param name="Why">The last reason: the device's word, or a person's.</param>
/// <param name="Relay">What the meter showed last.</param>
/// <param name="Data">What was read: CBOR items one after the other, hex (docs/uplink.md).</param>
/// <param name="Events">What happened, oldest first, and by whom.</param>
internal sealed record OrderView(
    long Id, string Command, string? Meter, string Concentrator, string Area, string State, string? Why, long? Decision, DateTimeOffset Expires, long Batch, string? Request,
    string AskedBy, bool NeedsSecond, string? ReleasedBy, RelayFactsView? Relay, string? Data, IReadOnlyList<CommandEventView> Events)
{
    private const long RelayBit = 1 << 4, OrderBit = 1 << 6, KeepBit = 1 << 12;

    public static OrderView Of(OrderStatus order) => new(
        order.Id, order.Command, order.Meter, order.Concentrator, order.Area, order.State.ToString().ToLowerInvariant(), order.Why, order.Decision == 0 ? null : order.Decision,
        DateTimeOffset.FromUnixTimeMilliseconds(order.ExpiresMs), order.Batch, order.Request, order.AskedBy, order.NeedsSecond, order.ReleasedBy,
        order.Facts is null ? null : new RelayFactsView(
            order.Facts.StatusWord is { } word ? (word & RelayBit) != 0 : null, order.Facts.StatusWord is { } same ? (same & OrderBit) != 0 : null,
            order.Facts.StatusWord is { } again ? (again & KeepBit) != 0 : null, order.Facts.Milliamperes, order.Facts.Decivolts / 10m, order.Facts.Error),
        order.Data is null ? null : Convert.ToHexString(order.Data),
        [.. order.Events.Select(static told => new CommandEventView(DateTimeOffset.FromUnixTimeMilliseconds(told.AtMs), told.What, told.Who))]);
}

/// <summary>What a meter showed of its relay.</summary>
/// <param name="Open">The relay is open.</param>
/// <param name="Tripped">The order in force is to be open: allowing clears it, and the relay stays where it is.</param>
/// <param name="KeepsPower">Power is kept, whatever comes.</param>
/// <param name="Milliamperes">The largest current of a phase.</param>
/// <param name="Volts">The largest voltage of a phase.</param>
/// <param name="Error">The error byte of its last abnormal answer.</param>
internal sealed record RelayFactsView(bool? Open, bool? Tripped, bool? KeepsPower, long? Milliamperes, decimal? Volts, long Error);

/// <summary>The answer for one meter of a request.</summary>
/// <param name="Meter">Which; null for a concentrator.</param>
/// <param name="Id">The command; null when there is none.</param>
/// <param name="Outcome">proposed, queued, known, ended, or why not.</param>
/// <param name="What">The field or thing that stands against it.</param>
/// <param name="Why">Why.</param>
internal sealed record OrderAnswerView(string? Meter, long? Id, string Outcome, string? What, string? Why)
{
    public static OrderAnswerView Of(DeskAnswer answer) =>
        new(answer.Meter, answer.Id == 0 ? null : answer.Id, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(answer.Outcome.ToString()), answer.What, answer.Why);
}
