using Wattline.Gateway.Domain;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Host.Down;

/// <summary>The way down through the gateway's own endpoint: who is connected is there.</summary>
internal sealed class EndpointDown(MqttBroker broker) : IDownPort
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<ConcentratorId, TimeSpan> Present
    {
        get
        {
            var present = new Dictionary<ConcentratorId, TimeSpan>();
            foreach (var client in broker.Clients)
                if (client.Identity.Role == ClientRole.Device && ConcentratorId.TryParse(client.Identity.Name, out var concentrator)) present[concentrator] = client.ConnectedFor;
            return present;
        }
    }

    /// <inheritdoc/>
    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain) => broker.Publish(topic, payload, qos, retain);

    /// <inheritdoc/>
    public void Tell(ConcentratorId concentrator, string topic, ReadOnlyMemory<byte> payload) => broker.Tell(concentrator.Text, topic, payload);

    /// <inheritdoc/>
    public bool Command(ConcentratorId concentrator, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged) =>
        broker.Deliver(concentrator.Text, Topics.Commands(concentrator), payload, within, acknowledged);
}
