using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Host;

/// <summary>How a gateway stands, for a live table and for reports.</summary>
/// <param name="Accepted">Messages taken from concentrators since the start.</param>
/// <param name="Durable">Of these, on disk.</param>
/// <param name="Forwarded">Messages that the cloud acknowledged since the start.</param>
/// <param name="Held">Messages that wait for their plan.</param>
/// <param name="Quarantined">Messages in quarantine, by reason; reasons without any are left out.</param>
/// <param name="Depth">Records from the oldest one that the cloud has not acknowledged to the newest on disk.</param>
/// <param name="Connected">Clients connected now; with an external broker, concentrators known to be there.</param>
/// <param name="Journal">What the journal can do.</param>
/// <param name="Uplink">What became of the last batch; of several hubs, of the first that is in trouble.</param>
/// <param name="Registry">Version of the registry in use; null without one.</param>
/// <param name="Blocked">Streams where so much is held (for a plan, or for room in quarantine) that nothing behind it goes up.</param>
/// <param name="UsedUp">Concentrators that have used up their share of quarantine: their messages wait with them until an operator has replayed or dismissed some.</param>
/// <param name="Sessions">What the log of sessions, subscriptions and retained messages can do.</param>
/// <param name="Hubs">The hubs one by one; none with another uplink.</param>
public sealed record GatewayStatus(
    long Accepted, long Durable, long Forwarded, int Held, IReadOnlyDictionary<string, long> Quarantined, long Depth, int Connected,
    JournalState Journal, UplinkOutcome Uplink, long? Registry, IReadOnlyList<string> Blocked, IReadOnlyList<string> UsedUp, JournalState Sessions,
    IReadOnlyList<HubStatus> Hubs);
