using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host.Up;

/// <summary>One way to the cloud: the only one, or that of a stream's hub.</summary>
/// <param name="Name">"uplink", or the stream.</param>
/// <param name="Forwarder">What sends.</param>
/// <param name="Hub">The hub's name; null without one.</param>
/// <param name="Link">The way to it; null without one.</param>
internal sealed record UplinkWay(string Name, Forwarder Forwarder, string? Hub = null, HubUplink? Link = null)
{
    /// <summary>How it stands, for a hub.</summary>
    public HubStatus Status()
    {
        var (status, obstacle) = (Forwarder.Status, Link!.Obstacle);
        return new HubStatus(Name, Hub!, status.LastOutcome, status.Forwarded, status.InFlight, obstacle.Detail, obstacle.Outcome.Advice(Hub!, Name));
    }
}
