using Wattline.Gateway.Host.Broker;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Host;

/// <summary>Somebody's broker instead of the front door.</summary>
public sealed partial class GatewayProcess
{
    private bool HasFrontDoor => _settings.Broker.Url is null;

    private void BuildBroker(RegistryCopy copy, TimeTeller time, TimeProvider wall)
    {
        // The broker retains plans: a kept registry, which may be old, publishes none over newer ones of other gateways.
        copy.Load(_registry);
        _brokerSide = new BrokerSide(BrokerLinks(_settings.Broker.Client), _settings.Broker, _settings.Gateway.Name, _journal, _quarantine, wall, _logger);
        time.Down = _down = _brokerSide;
        var plans = new PlanPublisher(_down, _logger);
        // What was withdrawn while every gateway was down is still retained there.
        plans.TakeOver(_registry.State?.CurrentPlans.Select(static plan => plan.Concentrator) ?? []);
        _registry.Changed += plans.Publish;
        (_brokerSide.Appeared, _brokerSide.Renewed) = (time.Tell, plans.Again);
        _loops.Add(new BrokerLoop(_brokerSide, plans, _logger, Crashed));
    }

    // With the SDK there are two.
#pragma warning disable CA1859
    private static IBrokerLinks BrokerLinks(BrokerClient client) => client switch
    {
#if SDK_PACKAGES
        BrokerClient.MqttNet => new Adapters.MqttNet.MqttNetLinks(TimeProvider.System, new Random()),
#endif
        _ => new ClientLinks(TimeProvider.System, new Random()),
    };
#pragma warning restore CA1859

    private void StartBroker(BrokerSide broker)
    {
        broker.Start();
        BrokerLog.Started(_logger, _settings.Broker.Url!.Host, _settings.Broker.Group, broker.Session);
    }
}
