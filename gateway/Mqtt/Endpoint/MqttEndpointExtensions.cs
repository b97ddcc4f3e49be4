using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>Puts the endpoint into a host.</summary>
public static class MqttEndpointExtensions
{
    /// <summary>
    /// Registers broker, heartbeat and metrics. The host registers <see cref="IMessageIntake"/>, <see cref="IAuthenticator"/>
    /// and a <see cref="TimeProvider"/> of real time, and may register <see cref="ITopicPolicy"/>,
    /// <see cref="IClientObserver"/>, <see cref="IStateStore"/>, <see cref="MqttLimits"/> and any <see cref="IRefreshable"/>.
    /// </summary>
    public static IServiceCollection AddMqttEndpoint(this IServiceCollection services)
    {
        services.TryAddSingleton<ITopicPolicy, ConcentratorTopicPolicy>();
        services.TryAddSingleton(new MqttLimits());
        services.TryAddSingleton<MqttMetrics>();
        services.TryAddSingleton(provider => new MqttBroker(
            provider.GetRequiredService<IMessageIntake>(),
            provider.GetRequiredService<IAuthenticator>(),
            provider.GetRequiredService<ITopicPolicy>(),
            provider.GetRequiredService<MqttLimits>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MqttMetrics>(),
            provider.GetRequiredService<ILogger<MqttBroker>>(),
            provider.GetService<IClientObserver>(),
            // The committer goes on with the next commit while the acknowledgements of the last go out.
            walk => ThreadPool.UnsafeQueueUserWorkItem(static walk => walk(), walk, preferLocal: false),
            provider.GetService<IStateStore>()));
        services.TryAddSingleton<MqttConnectionHandler>();
        services.TryAddSingleton<MqttWebSocket>();
        services.TryAddSingleton<ConnectionGate>();
        services.TryAddSingleton<HandshakeTurns>();
        services.AddHostedService<MqttHeartbeat>();
        services.AddHostedService<AccessRefresh>();
        return services;
    }

    /// <summary>Serves MQTT on a Kestrel listener, over TLS when its files are given.</summary>
    public static IConnectionBuilder UseMqtt(this ListenOptions listen, TlsKeeper? tls = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.UseGate();
        if (tls is not null)
        {
            listen.UseTls(tls, new("mqtt"));
        }
        return listen.UseConnectionHandler<MqttConnectionHandler>();
    }

    /// <summary>Counts and if need be encrypts the connections of a Kestrel listener that serves <see cref="MqttWebSocket"/> alone.</summary>
    public static void UseMqttWebSocket(this ListenOptions listen, TlsKeeper? tls = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Protocols = HttpProtocols.Http1;
        listen.UseGate();
        if (tls is not null)
        {
            listen.UseTls(tls, SslApplicationProtocol.Http11);
        }
    }

    private static void UseGate(this ListenOptions listen)
    {
        var services = listen.ApplicationServices;
        var (gate, metrics, logger) = (services.GetRequiredService<ConnectionGate>(), services.GetRequiredService<MqttMetrics>(), services.GetRequiredService<ILogger<MqttBroker>>());
        listen.Use(next => new GateMiddleware(next, gate, metrics, logger).OnConnectionAsync);
    }

    private static void UseTls(this ListenOptions listen, TlsKeeper tls, SslApplicationProtocol protocol)
    {
        var services = listen.ApplicationServices;
        var (turns, limits, time) = (services.GetRequiredService<HandshakeTurns>(), services.GetRequiredService<MqttLimits>(), services.GetRequiredService<TimeProvider>());
        var (metrics, logger) = (services.GetRequiredService<MqttMetrics>(), services.GetRequiredService<ILogger<MqttBroker>>());
        listen.Use(next => new TlsMiddleware(next, tls, turns, limits, time, metrics, logger, protocol).OnConnectionAsync);
    }
}
