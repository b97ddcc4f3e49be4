using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Storage;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>The endpoint on sockets: AMQP plain and over TLS, and a port for publishing by REST and for the health page.</summary>
public sealed class EndpointHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FileEventStore? _store;

    private EndpointHost(WebApplication app, EventHubEndpoint endpoint, FileEventStore? store) => (_app, Endpoint, _store) = (app, endpoint, store);

    /// <summary>The endpoint itself.</summary>
    public EventHubEndpoint Endpoint { get; }

    /// <summary>The plain AMQP port.</summary>
    public int AmqpPort { get; private set; }

    /// <summary>The AMQP port over TLS; 0: none.</summary>
    public int TlsPort { get; private set; }

    /// <summary>The HTTP port.</summary>
    public int HttpPort { get; private set; }

    /// <summary>Opens the ports.</summary>
    /// <param name="settings">The endpoint as it is to be.</param>
    /// <param name="ports">Where it listens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Gives up opening.</param>
    public static async Task<EndpointHost> StartAsync(EndpointSettings settings, EndpointPorts ports, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(ports);
        var store = ports.Data is null ? null : new FileEventStore(ports.Data);
        var endpoint = new EventHubEndpoint(settings, time, store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddSingleton(endpoint).AddSingleton(time).AddHostedService<Heartbeat>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = settings.Limits.MessageBytesMax;
            kestrel.Listen(ports.Address, ports.Amqp, listen => listen.UseConnectionHandler<AmqpHandler>());
            kestrel.Listen(ports.Address, ports.Http, listen => listen.Protocols = HttpProtocols.Http1);
            if (ports.Certificate is { } certificate)
            {
                kestrel.Listen(ports.Address, ports.Tls, listen => listen.UseHttps(certificate).UseConnectionHandler<AmqpHandler>());
            }
        });
        var app = builder.Build();
        RestPublisher.Map(app, endpoint, time);
        HealthPage.Map(app, endpoint);
        // Before the server waits for its connections to end: they end when their clients are told.
        app.Lifetime.ApplicationStopping.Register(endpoint.Stop);
        await app.StartAsync(stop).ConfigureAwait(false);
        int[] bound = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port)];
        return new EndpointHost(app, endpoint, store)
        {
            AmqpPort = bound[0],
            HttpPort = bound[1],
            TlsPort = bound.Length > 2 ? bound[2] : 0,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _store?.Dispose();
    }
}
