using Wattline.Gateway.Domain;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Host.Down;

/// <summary>
/// Tells concentrators the time when they connect (those whose subscription was kept) and when they subscribe. At QoS 0 on purpose:
/// a time that waited in a queue would be wrong.
/// </summary>
internal sealed class TimeTeller(TimeProvider wall) : IClientObserver
{
    /// <summary>The way down; until it is set nobody is there.</summary>
    public IDownPort? Down { get; set; }

    /// <inheritdoc/>
    public void Connected(ClientIdentity identity) => Tell(identity);

    /// <inheritdoc/>
    public void Subscribed(ClientIdentity identity, string filter)
    {
        // Of several subscriptions only the one that the time comes by.
        if (filter.StartsWith("v1/down/", StringComparison.Ordinal) && (filter.EndsWith('#') || filter.EndsWith("/time", StringComparison.Ordinal))) Tell(identity);
    }

    /// <inheritdoc/>
    public void Disconnected(ClientIdentity identity, CloseReason reason)
    {
    }

    /// <summary>Tells everybody who is there: a concentrator's clock drifts while its connection lasts for months.</summary>
    public void TellAll()
    {
        foreach (var concentrator in Down?.Present.Keys ?? []) Tell(concentrator);
    }

    /// <summary>Tells one concentrator.</summary>
    public void Tell(ConcentratorId concentrator) =>
        Down?.Tell(concentrator, Topics.Time(concentrator), DownMessages.Time(wall.GetUtcNow()));

    private void Tell(ClientIdentity identity)
    {
        if (identity.Role == ClientRole.Device && ConcentratorId.TryParse(identity.Name, out var concentrator)) Tell(concentrator);
    }
}
