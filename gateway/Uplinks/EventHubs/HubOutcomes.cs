using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>What outcomes of a hub mean: to the forwarder, and to whoever has to do something.</summary>
public static class HubOutcomes
{
    /// <summary>True when waiting alone does not help.</summary>
    public static bool OpensCircuit(this HubOutcome outcome) => outcome is HubOutcome.NotFound or HubOutcome.Unauthorised or HubOutcome.QuotaUsedUp;

    /// <summary>The same as the forwarder says it.</summary>
    public static UplinkOutcome ToUplink(this HubOutcome outcome) => outcome switch
    {
        HubOutcome.None => UplinkOutcome.None,
        HubOutcome.Accepted => UplinkOutcome.Durable,
        HubOutcome.Busy => UplinkOutcome.Busy,
        HubOutcome.NotFound => UplinkOutcome.NotFound,
        HubOutcome.Unauthorised => UplinkOutcome.Unauthorised,
        HubOutcome.QuotaUsedUp => UplinkOutcome.QuotaUsedUp,
        HubOutcome.TooLarge or HubOutcome.Refused => UplinkOutcome.Refused,
        _ => UplinkOutcome.Away,
    };

    /// <summary>What somebody has to do about a hub whose circuit is open; empty when nothing.</summary>
    public static string Advice(this HubOutcome outcome, string hub, string stream) => outcome switch
    {
        HubOutcome.NotFound => $"Make the hub '{hub}' in the namespace, or name the right one (Uplink:Hubs:{stream}).",
        HubOutcome.Unauthorised => $"Mend the key or the token (Uplink:Hubs:ConnectionString or Uplink:Hubs:TokenFile): it must give the right to send to '{hub}'.",
        HubOutcome.QuotaUsedUp => $"Raise the quota of the namespace of '{hub}', or free what uses it up.",
        _ => "",
    };
}
