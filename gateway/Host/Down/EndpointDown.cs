using Wattline.Gateway.Domain;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Host.Down;

/// <summary>The way down through the gateway's own endpoint: who is connected is there.</summary>
internal sealed class EndpointDown(MqttBroker broker) : IDownPort
{
    /// <inheritdoc/>
    public IReadOnlyCollection<ConcentratorId> Present
    {
        get
        {
            var present = new HashSet<ConcentratorId>();
            foreach (var client in broker.Clients)
                if (client.Identity.Role == ClientRole.Device && ConcentratorId.TryParse(client.Identity.Name, out var concentrator)) present.Add(concentrator);
            return present;
        }
    }

    /// <inheritdoc/>
    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain) => broker.Publish(topic, payload, qos, retain);
}
