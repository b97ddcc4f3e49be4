using System.Text;
using Wattline.Gateway.Mqtt.Client;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Host.Broker;

/// <summary>A link by our own client.</summary>
internal sealed class ClientLink : IBrokerLink, IMqttClientEvents
{
    private const int KeepAliveSeconds = 15;
    private const int RefusedFrom = 0x80;

    private readonly BrokerLinkSettings _settings;
    private readonly IBrokerEvents _events;
    private readonly MqttClient _client;

    public ClientLink(BrokerLinkSettings settings, IBrokerEvents events, TimeProvider time, Random jitter)
    {
        (_settings, _events) = (settings, events);
        var server = new MqttServer(settings.Host, settings.Port)
        {
            Tls = settings.Tls ? new() { Authorities = settings.Authorities, ClientCertificate = settings.ClientCertificate } : null,
        };
        var options = new MqttClientOptions
        {
            ClientId = settings.ClientId,
            User = settings.User,
            Password = settings.Password,
            SessionExpirySeconds = settings.SessionExpirySeconds,
            ReceiveMaximum = settings.ReceiveMaximum,
            PacketBytesMax = RuntimeLimits.BrokerPacketBytesMax,
            KeepAliveSeconds = KeepAliveSeconds,
            Will = settings.Will is { } will ? new(new(will.Topic, will.Payload, Qos: 1, Retain: true), will.DelaySeconds) : null,
        };
        _client = new(options, server.OpenAsync, this, time, jitter);
        if (settings.Filters.Count > 0) _client.Subscribe([.. settings.Filters.Select(static filter => new MqttSubscription(filter, Qos: 1))]);
    }

    /// <inheritdoc/>
    public bool IsConnected => _client.State == MqttClientState.Connected;

    /// <inheritdoc/>
    public Task Completion => _client.Completion;

    /// <inheritdoc/>
    public void Start() => _client.Start();

    /// <inheritdoc/>
    public void AcknowledgeThrough(long delivery) => _client.AcknowledgeThrough(delivery);

    /// <inheritdoc/>
    public void Resume() => _client.Resume();

    /// <inheritdoc/>
    public bool TryPublish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain) =>
        _client.TryPublish(new(topic, payload, qos, retain), out _) is MqttPublishOutcome.Queued or MqttPublishOutcome.Sent;

    /// <inheritdoc/>
    public Task StopAsync(bool endSession) => _client.StopAsync(endSession);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.AbortAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync().ConfigureAwait(false);
    }

    void IMqttClientEvents.Connected(bool sessionPresent) => _events.Connected(sessionPresent);

    void IMqttClientEvents.Disconnected(MqttClientEnd end, byte reason)
    {
        var why = new StringBuilder(end.ToString());
        if (reason != 0) why.Append(null, $" 0x{reason:X2}");
        if (end == MqttClientEnd.Unreachable) why.Append(": ").Append(_client.OpenFault);
        _events.Disconnected(why.ToString());
    }

    bool IMqttClientEvents.Received(in MqttReceived message) =>
        _events.Received(new BrokerMessage { Topic = message.Topic, Payload = message.Payload, Delivery = message.Delivery });

    void IMqttClientEvents.Completed(long token, MqttPublishOutcome outcome, byte reason)
    {
    }

    void IMqttClientEvents.Subscribed(long token, ReadOnlySpan<byte> reasons)
    {
        for (var i = 0; i < reasons.Length && i < _settings.Filters.Count; i++)
            if (reasons[i] >= RefusedFrom) _events.FilterRefused(_settings.Filters[i], reasons[i]);
    }
}
