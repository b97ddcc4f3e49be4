using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>The hub refuses, and waiting does not help.</summary>
public sealed class EventHubException(AmqpError error) : Exception(error.ToString())
{
    /// <summary>What the hub said.</summary>
    public AmqpError Error => error;

    /// <summary>What it asks of us.</summary>
    public FailureKind Kind => Failures.KindOf(error);
}
