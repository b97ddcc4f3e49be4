using Azure.Messaging.EventHubs;
using Wattline.Cloud.Ingest.Hubs;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Wattline.Cloud.Adapters.EventHubs;

/// <summary>What the SDK throws, as the port says it.</summary>
internal static class AzureFaults
{
    /// <summary>A refusal, or another reader that took over; null for what passes by itself.</summary>
    public static HubRefusedException? AsRefusal(Exception fault) => fault switch
    {
        EventHubsException { Reason: Reason.ConsumerDisconnected } => new HubRefusedException(fault.Message, isStolen: true, fault),
        EventHubsException { Reason: Reason.ResourceNotFound or Reason.QuotaExceeded } or UnauthorizedAccessException or ArgumentException or NotSupportedException
            => new HubRefusedException(fault.Message, isStolen: false, fault),
        _ => null,
    };
}
