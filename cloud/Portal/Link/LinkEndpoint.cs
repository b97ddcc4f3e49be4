using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Link;

/// <summary>The cloud's end of the link (docs/cloudlink.md, down): a WebSocket around a <see cref="LinkSession"/>.</summary>
internal static class LinkEndpoint
{
    /// <summary>How often a session is stepped: what waits for a look waits no longer.</summary>
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _closeWithin = TimeSpan.FromSeconds(2);

    public static void MapLink(this IEndpointRouteBuilder routes) => routes.MapGet("/gateways/{gateway}/link", ServeAsync).ForGateways()
        .WithSummary("The link of a gateway: a WebSocket of subprotocol wattline.link.v1, with the gateway's certificate, or from this machine with its token.")
        .Produces(StatusCodes.Status101SwitchingProtocols).ProducesProblem(401).ProducesProblem(403).ProducesProblem(426);

    private static async Task<IResult> ServeAsync(
        string gateway, HttpContext context, CommandQueue queue, ClaimBook claims, LinkSource source, LinkDesk desk, TimeProvider wall, ILogger<PortalProcess> log, IHostApplicationLifetime life)
    {
        if (!IsTrusted(context))
            return Problem.Forbidden("From other machines a gateway shows its certificate at the gateways' door; a token is for this machine.");
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(LinkLimits.Subprotocol))
        {
            context.Response.Headers.Upgrade = "websocket";
            return Problem.Of(StatusCodes.Status426UpgradeRequired, "A WebSocket is needed", $"The link is a WebSocket of subprotocol {LinkLimits.Subprotocol}.");
        }
        source.Refresh();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = LinkLimits.Subprotocol, KeepAliveInterval = TimeSpan.Zero });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        var session = new LinkSession(gateway, queue, claims, source, wall);
        var ended = Channel.CreateBounded<LinkEnd>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var added = desk.Add(session, why => ended.Writer.TryWrite(why));
        var address = context.Connection.RemoteIpAddress;
        PortalLog.LinkBegun(log, gateway, address);
        await RunAsync(session, socket, source, ended.Reader, end.Token);
        PortalLog.LinkEnded(log, gateway, session.End, session.Wrong);
        return Results.Empty;
    }

    private static bool IsTrusted(HttpContext context) =>
        context.Connection.ClientCertificate is not null || (context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address));

    private static async Task RunAsync(LinkSession session, WebSocket socket, LinkSource source, ChannelReader<LinkEnd> ended, CancellationToken stop)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = new PeriodicTimer(_every);
        var buffer = new byte[LinkLimits.MessageBytesMax + 1];
        var filled = 0;
        Task<ValueWebSocketReceiveResult>? receive = null;
        Task? send = null;
        Task<bool>? tick = null;
        try
        {
            while (session.End == LinkEnd.None)
            {
                source.Refresh();
                session.Step(Environment.TickCount64);
                if (ended.TryRead(out var why)) session.Stop(why);
                if (send is null or { IsCompleted: true })
                {
                    if (send is not null) await send;
                    send = session.TryTake(out var bytes, out var text) ? SendAsync(socket, bytes, text, sending) : null;
                    if (send is { IsCompleted: true }) continue;
                }
                receive ??= socket.ReceiveAsync(buffer.AsMemory(filled), stop).AsTask();
                tick ??= timer.WaitForNextTickAsync(stop).AsTask();
                await Task.WhenAny(send is null ? [receive, tick] : [receive, tick, send]);
                if (tick.IsCompleted)
                {
                    await tick;
                    tick = null;
                }
                if (!receive.IsCompleted) continue;
                var got = await receive;
                receive = null;
                filled = Take(session, got, buffer, filled);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or IOException)
        {
            session.Stop(stop.IsCancellationRequested ? LinkEnd.Stopping : lost is OperationCanceledException ? LinkEnd.NotReading : LinkEnd.Gone);
        }
        await CloseAsync(socket, session.End, receive, buffer);
        await sending.CancelAsync();
        // What still hangs on the socket ends with it.
        socket.Abort();
        foreach (var rest in new Task?[] { send, receive, tick })
            if (rest is not null && rest != tick) await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Hands a whole message to the session; gives how much of the next is in the buffer.</summary>
    private static int Take(LinkSession session, ValueWebSocketReceiveResult got, byte[] buffer, int filled)
    {
        session.Heard(Environment.TickCount64);
        filled += got.Count;
        if (got.MessageType == WebSocketMessageType.Close) session.Stop(LinkEnd.Gone);
        else if (got.MessageType == WebSocketMessageType.Binary) session.Stop(LinkEnd.Unexpected);
        else if (filled > LinkLimits.MessageBytesMax) session.Stop(LinkEnd.TooLong);
        else if (!got.EndOfMessage) return filled;
        else session.Receive(buffer.AsSpan(0, filled), Environment.TickCount64);
        return 0;
    }

    private static async Task SendAsync(WebSocket socket, ReadOnlyMemory<byte> bytes, bool text, CancellationTokenSource sending)
    {
        sending.CancelAfter(TimeSpan.FromMilliseconds(LinkLimits.SendMs));
        await socket.SendAsync(bytes, text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, sending.Token);
        sending.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says why, if the other side still listens, and reads what is on its way until it has heard: bytes that nobody read would cut the reason off.</summary>
    private static async Task CloseAsync(WebSocket socket, LinkEnd end, Task<ValueWebSocketReceiveResult>? receive, byte[] buffer)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        var status = end switch
        {
            LinkEnd.Gone or LinkEnd.Stopping => WebSocketCloseStatus.NormalClosure,
            LinkEnd.TooLong => WebSocketCloseStatus.MessageTooBig,
            _ => WebSocketCloseStatus.PolicyViolation,
        };
        using var deadline = new CancellationTokenSource(_closeWithin);
        try
        {
            await socket.CloseOutputAsync(status, end.ToString(), deadline.Token);
            if (receive is not null) await receive.WaitAsync(deadline.Token);
            while (socket.State == WebSocketState.CloseSent) await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // It does not.
        }
    }
}
