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
    /// <see cref="IClientObserver"/> and <see cref="MqttLimits"/>.
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
            walk => ThreadPool.UnsafeQueueUserWorkItem(static walk => walk(), walk, preferLocal: false)));
        services.TryAddSingleton<MqttConnectionHandler>();
        services.AddHostedService<MqttHeartbeat>();
        return services;
    }

    /// <summary>Serves MQTT on a Kestrel listener.</summary>
    public static IConnectionBuilder UseMqtt(this ListenOptions listen) => listen.UseConnectionHandler<MqttConnectionHandler>();
}
