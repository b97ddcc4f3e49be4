using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>MQTT over WebSocket (6): the HTTP side of it; the rest is the same endpoint.</summary>
/// <param name="handler">Serves the connection.</param>
/// <param name="gate">Counts it.</param>
/// <param name="limits">What is bounded.</param>
/// <param name="metrics">Counts those who are turned away.</param>
/// <param name="logger">Is told of them.</param>
public sealed class MqttWebSocket(MqttConnectionHandler handler, ConnectionGate gate, MqttLimits limits, MqttMetrics metrics, ILogger<MqttWebSocket> logger)
{
    private const string Protocol = "mqtt";

    /// <summary>Serves a request.</summary>
    /// <param name="context">It must have come through ASP.NET Core's WebSockets.</param>
    /// <param name="origins">Pages of other hosts that may connect, <c>https://host:port</c>; <c>*</c> is any. Those of this host may, and who is no browser says no origin.</param>
    public async Task ServeAsync(HttpContext context, IReadOnlyList<string> origins)
    {
        ArgumentNullException.ThrowIfNull(context);
        var status = Check(context, origins);
        var remote = new IPEndPoint(context.Connection.RemoteIpAddress ?? IPAddress.Loopback, context.Connection.RemotePort);
        var reason = CloseReason.None;
        // On a port of its own the connection was counted already.
        var admission = context.Features.Get<Admission>();
        Admission? counted = null;
        if (status == StatusCodes.Status200OK && admission is null)
        {
            reason = gate.TryEnter(remote, out counted);
            admission = counted;
        }
        if (reason != CloseReason.None)
        {
            metrics.Closed(reason, counted: false);
            MqttLog.Crowded(logger, remote, reason);
            status = StatusCodes.Status503ServiceUnavailable;
        }
        if (status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = status;
            return;
        }
        using (counted)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { SubProtocol = Protocol, KeepAliveInterval = Timeout.InfiniteTimeSpan }).ConfigureAwait(false);
            await RunAsync(socket, context, admission!).ConfigureAwait(false);
        }
    }

    private static int Check(HttpContext context, IReadOnlyList<string> origins)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return StatusCodes.Status426UpgradeRequired;
        }
        // 6.0.0-3
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol, StringComparer.Ordinal))
        {
            return StatusCodes.Status400BadRequest;
        }
        return MayCome(context.Request, origins) ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
    }

    private static bool MayCome(HttpRequest request, IReadOnlyList<string> origins)
    {
        string? origin = request.Headers.Origin;
        return origin is null
            || origins.Contains("*", StringComparer.Ordinal)
            || origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private async Task RunAsync(WebSocket socket, HttpContext context, Admission admission)
    {
        var pipes = new WebSocketPipes(socket, limits.PausedBytesMax);
        await using var connection = new DefaultConnectionContext(context.Connection.Id, pipes, pipes)
        {
            RemoteEndPoint = new IPEndPoint(context.Connection.RemoteIpAddress ?? IPAddress.Loopback, context.Connection.RemotePort),
        };
        connection.Features.Set(admission);
        using var aborted = connection.ConnectionClosed.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), socket);
        using var ended = new CancellationTokenSource();
        var receiving = pipes.ReceiveAsync(ended.Token);
        await handler.OnConnectedAsync(connection).ConfigureAwait(false);
        try
        {
            await pipes.Output.CompleteAsync().ConfigureAwait(false);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client left first.
        }
        await pipes.Input.CompleteAsync().ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await receiving.ConfigureAwait(false);
    }
}
