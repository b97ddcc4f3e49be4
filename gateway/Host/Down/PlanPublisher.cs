using Microsoft.Extensions.Logging;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Host.Down;

/// <summary>Publishes current plans, retained; again only where they changed, and takes away those that are no more.</summary>
internal sealed class PlanPublisher(MqttBroker broker, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConcentratorId, byte[]> _published = [];

    /// <summary>Brings what is published in line with the registry.</summary>
    public void Publish(RegistryState state)
    {
        lock (_lock)
        {
            var current = new HashSet<ConcentratorId>();
            foreach (var plan in state.CurrentPlans)
            {
                current.Add(plan.Concentrator);
                var payload = DownMessages.Plan(plan).ToArray();
                if (_published.TryGetValue(plan.Concentrator, out var known) && known.AsSpan().SequenceEqual(payload)) continue;
                if (payload.Length > RuntimeLimits.MessageBytesMax || !broker.Publish(Topics.Plan(plan.Concentrator), payload, qos: 1, retain: true))
                {
                    HostLog.PlanTooLarge(logger, plan.Version, plan.Concentrator.Text, payload.Length);
                    continue;
                }
                _published[plan.Concentrator] = payload;
                HostLog.PlanPublished(logger, plan.Version, plan.Concentrator.Text);
            }
            foreach (var gone in _published.Keys.Where(concentrator => !current.Contains(concentrator)).ToList())
            {
                broker.Publish(Topics.Plan(gone), ReadOnlyMemory<byte>.Empty, qos: 1, retain: true);
                _published.Remove(gone);
            }
        }
    }
}
