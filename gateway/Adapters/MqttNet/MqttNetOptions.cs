using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Adapters.MqttNet;

/// <summary>A link's settings in MQTTnet's words.</summary>
internal static class MqttNetOptions
{
    public static MqttClientOptions Connect(BrokerLinkSettings settings) => new()
    {
        ProtocolVersion = MqttProtocolVersion.V500,
        ClientId = settings.ClientId,
        CleanSession = false,
        SessionExpiryInterval = settings.SessionExpirySeconds,
        ReceiveMaximum = settings.ReceiveMaximum,
        MaximumPacketSize = RuntimeLimits.BrokerPacketBytesMax,
        KeepAlivePeriod = MqttNetLimits.KeepAlive,
        Timeout = MqttNetLimits.ConnectWithin,
        Credentials = settings.User is null ? null : new MqttClientCredentials(settings.User, settings.Password.ToArray()),
        ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new DnsEndPoint(settings.Host, settings.Port), TlsOptions = Tls(settings) },
        WillTopic = settings.Will?.Topic,
        WillPayload = settings.Will?.Payload.ToArray(),
        WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        WillRetain = settings.Will is not null,
        WillDelayInterval = settings.Will?.DelaySeconds ?? 0,
    };

    /// <summary>A session that is begun anew and kept no longer than its connection.</summary>
    public static MqttClientOptions ConnectToEnd(BrokerLinkSettings settings)
    {
        var options = Connect(settings with { SessionExpirySeconds = 0, Will = null });
        options.CleanSession = true;
        return options;
    }

    public static MqttClientSubscribeOptions Subscribe(BrokerLinkSettings settings) => new()
    {
        TopicFilters = [.. settings.Filters.Select(static filter => new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })],
    };

    private static MqttClientTlsOptions Tls(BrokerLinkSettings settings) => !settings.Tls ? new() { UseTls = false } : new()
    {
        UseTls = true,
        TargetHost = settings.Host,
        TrustChain = settings.Authorities,
        RevocationMode = X509RevocationMode.NoCheck,
        ClientCertificatesProvider = settings.ClientCertificate is null ? null : new DefaultMqttCertificatesProvider(new X509Certificate2Collection(settings.ClientCertificate)),
    };
}
