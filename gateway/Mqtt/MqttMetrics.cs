using System.Diagnostics.Metrics;

namespace Wattline.Gateway.Mqtt;

/// <summary>What operators see of the endpoint. Client ids are never tags: there is no end to them.</summary>
public sealed class MqttMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Wattline.Gateway.Mqtt";

    private static readonly string[] _reasons = Enum.GetNames<CloseReason>();
    private static readonly string[] _dropReasons = Enum.GetNames<DropReason>();

    private readonly Meter _meter = new(MeterName);
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _received;
    private readonly Counter<long> _acknowledged;
    private readonly Counter<long> _pauses;
    private readonly Counter<long> _slowed;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _refusedSubscriptions;
    private readonly Counter<long> _refusedPublishes;

    /// <summary>Makes the instruments.</summary>
    public MqttMetrics()
    {
        _connections = _meter.CreateUpDownCounter<long>("gateway.mqtt.connections", "{connection}", "Open connections.");
        _closed = _meter.CreateCounter<long>("gateway.mqtt.connections.closed", "{connection}", "Connections ended, by reason.");
        _received = _meter.CreateCounter<long>("gateway.mqtt.messages.received", "{message}", "Messages taken in.");
        _acknowledged = _meter.CreateCounter<long>("gateway.mqtt.messages.acknowledged", "{message}", "PUBACKs and PUBRECs sent, each after its commit.");
        _slowed = _meter.CreateCounter<long>("gateway.mqtt.slowed", "{pause}", "Times a client's reads waited because it published more than its rate.");
        _pauses = _meter.CreateCounter<long>("gateway.mqtt.pauses", "{pause}", "Times a client's reads waited for the intake.");
        _dropped = _meter.CreateCounter<long>("gateway.mqtt.downlinks.dropped", "{message}", "Messages to clients that were dropped, by reason and QoS.");
        _refusedPublishes = _meter.CreateCounter<long>("gateway.mqtt.messages.refused", "{message}", "Messages answered with a reason instead of being taken, by reason.");
        _refusedSubscriptions = _meter.CreateCounter<long>("gateway.mqtt.subscriptions.refused", "{subscription}", "Filters that were not granted.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Opened() => _connections.Add(1);

    internal void Closed(CloseReason reason, bool counted)
    {
        _connections.Add(counted ? -1 : 0);
        _closed.Add(1, new KeyValuePair<string, object?>("reason", _reasons[(int)reason]));
    }

    internal void Received(int messages) => _received.Add(messages);

    internal void Acknowledged(int messages) => _acknowledged.Add(messages);

    internal void Slowed() => _slowed.Add(1);

    internal void Paused() => _pauses.Add(1);

    internal void Dropped(int qos, DropReason reason) =>
        _dropped.Add(1, new("reason", _dropReasons[(int)reason]), new KeyValuePair<string, object?>("qos", qos));

    internal void PublishRefused(CloseReason reason) =>
        _refusedPublishes.Add(1, new KeyValuePair<string, object?>("reason", _reasons[(int)reason]));

    internal void SubscriptionRefused() => _refusedSubscriptions.Add(1);
}
