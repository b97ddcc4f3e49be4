using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Host;

/// <summary>How the way to one hub stands.</summary>
/// <param name="Stream">Whose messages go there.</param>
/// <param name="Hub">The hub's name.</param>
/// <param name="Outcome">What became of the last batch, or what is in the way now.</param>
/// <param name="Forwarded">Messages that the hub accepted since the start.</param>
/// <param name="InFlight">Messages that are on their way, or wait to be sent again.</param>
/// <param name="Detail">What the hub or the network said of what is in the way; empty when nothing is.</param>
/// <param name="Alarm">What somebody has to do before the hub takes anything again; empty while waiting is enough. Nothing is lost: the journal keeps it.</param>
public sealed record HubStatus(string Stream, string Hub, UplinkOutcome Outcome, long Forwarded, int InFlight, string Detail, string Alarm);
