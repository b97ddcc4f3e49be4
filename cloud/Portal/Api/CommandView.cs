using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A command, as the API tells it.</summary>
/// <param name="State">queued, sent, delivered, answered, expired, unconfirmed or refused.</param>
/// <param name="Content">What is published, Base64.</param>
/// <param name="Events">What happened, oldest first: posted, sent, received, delivered, answered …, and by whom.</param>
/// <param name="Results">What the concentrator answered, Base64.</param>
/// <param name="Order">What a person asked for and what became of it; null for a command that was posted as bytes.</param>
internal sealed record CommandView(
    long Id, string Concentrator, long Decision, DateTimeOffset Expires, string State, string? Gateway, byte[] Content,
    IReadOnlyList<CommandEventView> Events, IReadOnlyList<CommandResultView> Results, OrderView? Order = null)
{
    /// <summary>A command that a person asked for: its bytes are nobody's to see, for a meter's password is in them.</summary>
    public static CommandView Of(CommandStatus status, OrderStatus? order) =>
        order is null ? Of(status) : Of(status) with { Content = [], Order = OrderView.Of(order) };

    public static CommandView Of(CommandStatus status) => new(
        status.Command.Id, status.Command.Concentrator, status.Command.Decision, DateTimeOffset.FromUnixTimeMilliseconds(status.Command.ExpiresMs),
        status.State.ToString().ToLowerInvariant(), status.Gateway, status.Command.Content.ToArray(),
        [.. status.Events.Select(static told => new CommandEventView(DateTimeOffset.FromUnixTimeMilliseconds(told.AtMs), told.What, told.Who))],
        [.. status.Results.Select(static result => new CommandResultView(DateTimeOffset.FromUnixTimeMilliseconds(result.ReceivedMs), result.Content.ToArray()))]);
}

/// <summary>What happened to a command.</summary>
internal sealed record CommandEventView(DateTimeOffset At, string What, string Who);

/// <summary>What a concentrator answered.</summary>
internal sealed record CommandResultView(DateTimeOffset Received, byte[] Content);
