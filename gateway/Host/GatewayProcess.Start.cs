using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Host.Http;
using Wattline.Gateway.Host.Intake;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Host.Up;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Uplinks;

namespace Wattline.Gateway.Host;

/// <summary>The table of contents: every part, and what it is plugged into.</summary>
public sealed partial class GatewayProcess
{
    private const string WebSocketPath = "/mqtt";

    /// <summary>A connection without a request stays no longer.</summary>
    private static readonly TimeSpan _idleWithin = TimeSpan.FromMinutes(1);

    private async Task StartPartsAsync(TimeProvider wall, ILoggerFactory logs, CancellationToken cancellation)
    {
        var copy = new RegistryCopy(_settings.Journal.Directory, _logger);
        var time = new TimeTeller(wall);
        _app = BuildApp(time, logs);
        if (HasFrontDoor) BuildEndpoint(copy, time);
        else BuildBroker(copy, time, wall);
        var link = _settings.LinkTarget();
        if (_settings.Uplink.Kind != UplinkKind.None) BuildUplink(link.Url is null);
        if (link.Url is not null) BuildLink(link.Url, link.Token, copy, time, wall);

        MapHttp(_app);
        await SettleAsync(cancellation);
        await OpenPortsAsync(_app, cancellation);
        // Not with the token of the start: a loop would end when it is cancelled, long after the start.
        foreach (var loop in _loops) await loop.StartAsync(CancellationToken.None);
        if (_brokerSide is not null) StartBroker(_brokerSide);
        var open = string.Join(", ", Open());
        foreach (var (setting, where) in _settings.ClearSecrets()) HostLog.ClearSecrets(_logger, setting, where);
        HostLog.Started(_logger, _settings.Gateway.Name, open, _settings.Journal.Directory, _settings.Uplink.Kind);
    }

    private void BuildEndpoint(RegistryCopy copy, TimeTeller time)
    {
        _broker = _app!.Services.GetRequiredService<MqttBroker>();
        time.Down = _down = new EndpointDown(_broker);
        var plans = new PlanPublisher(_down, _logger);
        plans.TakeOver(_broker.Retained(Topics.Plans));
        _registry.Changed += plans.Publish;
        copy.Load(_registry);
    }

    /// <summary>The operators' pages, and MQTT over WebSocket on its own port or beside them.</summary>
    private void MapHttp(WebApplication app)
    {
        var own = _settings.Mqtt.WebSocket.Port is not null;
        // An operator's question may read disks: not on the thread that serves the sockets.
        app.Use(static async (context, next) =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await next(context);
        });
        app.Use((context, next) =>
        {
            var isOwn = own && context.Connection.LocalPort == WebSocketPort;
            // Each port serves its own and nothing else.
            if (!own || isOwn == context.Request.Path.Equals(WebSocketPath)) return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        if (HasFrontDoor)
        {
            app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }); // MQTT has its own.
            var door = app.Services.GetRequiredService<MqttWebSocket>();
            app.Map(WebSocketPath, context => door.ServeAsync(context, _settings.Mqtt.WebSocket.Origins));
        }
        OperatorEndpoints.Map(app, this, new OperatorGuard(_settings.Http.TokensFile));
    }

    /// <summary>What this start changed (wills, packet identifiers to go on with, plans) is durable before a client can rely on it; with a disk that does not take it readiness tells.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        var last = _state.LastTicket;
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var advance = _stateLog.OnDurable(durable => _ = durable >= last && settled.TrySetResult());
        using var state = _stateLog.OnState(_ => settled.TrySetResult());
        if (_stateLog.State == JournalState.Open && _state.DurableTicket < last) await settled.Task.WaitAsync(cancellation);
    }

    private async Task OpenPortsAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException busy) when (busy.InnerException is AddressInUseException)
        {
            throw new PortBusyException(_settings, busy);
        }
    }

    private WebApplication BuildApp(TimeTeller time, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.AddSingleton(TimeProvider.System);
        var tls = HasFrontDoor ? AddEndpoint(builder.Services, time) : null;
        builder.Services.AddHostedService(_ => new Telemetry(_settings));
        // Nothing in the endpoint waits, so packets are taken on the thread that read them: a hop less each way for each message.
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (HasFrontDoor && _settings.Mqtt.Plain) kestrel.Listen(_settings.Mqtt.Address, _settings.Mqtt.Port, listen => (_mqttListener = listen).UseMqtt());
            if (tls is not null) kestrel.Listen(_settings.Mqtt.Tls.Address, _settings.Mqtt.Tls.Port, listen => (_tlsListener = listen).UseMqtt(tls));
            if (HasFrontDoor && _settings.Mqtt.WebSocket is { Port: { } port } own)
                kestrel.Listen(own.Address, port, listen => (_webSocketListener = listen).UseMqttWebSocket(own.Tls ? tls : null));
            kestrel.Limits.RequestHeadersTimeout = _settings.Mqtt.Limits.ConnectWithin;
            kestrel.Limits.KeepAliveTimeout = _idleWithin;
            kestrel.Listen(_settings.Http.Address, _settings.Http.Port, listen =>
            {
                _httpListener = listen;
                listen.Protocols = HttpProtocols.Http1;
            });
        });
        return builder.Build();
    }

    private TlsKeeper? AddEndpoint(IServiceCollection services, TimeTeller time)
    {
        services.AddSingleton<IMessageIntake>(_intake);
        services.AddSingleton<IStateStore>(_state);
        var tls = AddAccess(services);
        services.AddSingleton<IClientObserver>(time);
        services.AddMqttEndpoint();
        return tls;
    }

    private void BuildUplink(bool passOthers)
    {
        // What is not interpreted is the link's to look through, where there is one: results of commands are in it.
        if (_settings.Uplink.Kind == UplinkKind.EventHub) AddHubs(passOthers);
        else AddHttp(passOthers);
        Owned(_journal.OnDurable(_ => _signal.Ring()));
        _registry.Changed += _ => _signal.Ring();
        _loops.Add(new ForwarderLoop(_ways, _signal, _logger, Crashed));
    }

    private IEnumerable<string> Open()
    {
        if (_mqttListener is not null) yield return $"MQTT on {_mqttListener.EndPoint}";
        if (_tlsListener is not null) yield return $"MQTT with TLS on {_tlsListener.EndPoint}";
        if (_webSocketListener is not null) yield return $"MQTT over WebSocket on {_webSocketListener.EndPoint}{WebSocketPath}";
        yield return $"HTTP on {_httpListener!.EndPoint}";
    }

    private T Owned<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }
}
