using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks.Link;

namespace Wattline.Gateway.Host.Up;

/// <summary>Keeps the link: dials, moves bytes, dials again after a pause; and has the time told now and then.</summary>
internal sealed class LinkLoop(LinkClient client, LinkSocket sockets, TimeTeller time, Signal forwarder, ILogger logger, Action crashed) : BackgroundLoop(logger, crashed)
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _closeWithin = TimeSpan.FromSeconds(1);

    /// <summary>A concentrator's clock may drift a second in a quarter of an hour, and no more.</summary>
    private const long TellTimeEveryMs = 15 * 60_000;

    private readonly byte[] _buffer = new byte[LinkLimits.MessageBytesMax + 1];
    private readonly Backoff _backoff = new(new Random());
    private long _toldAt = Environment.TickCount64;
    private int _filled;
    private string _why = "";

    protected override string Name => "link";

    protected override async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var (end, why) = (LinkEnd.None, "");
            var since = Environment.TickCount64;
            try
            {
                var connecting = sockets.ConnectAsync(stop);
                await WaitAsync(connecting, stop).ConfigureAwait(false);
                using var socket = await connecting.ConfigureAwait(false);
                HostLog.LinkOpen(Logger, sockets.Url);
                await ServeAsync(socket, stop).ConfigureAwait(false);
            }
            catch (Exception lost) when (!stop.IsCancellationRequested && lost is WebSocketException or OperationCanceledException or IOException)
            {
                why = lost.InnerException?.Message ?? lost.Message;
                client.Stop(lost is OperationCanceledException ? LinkEnd.NotReading : LinkEnd.Gone);
            }
            end = client.End;
            client.Closed();
            if (why != _why || why.Length == 0) HostLog.LinkEnded(Logger, sockets.Url, end, client.Wrong, why);
            _why = why;
            // One that lasted was a good one; one that ends again and again at once is not dialled ever faster.
            if (Environment.TickCount64 - since >= LinkLimits.SilenceMs) _backoff.Reset();
            await WaitAsync(Task.Delay(TimeSpan.FromMilliseconds(_backoff.Next()), stop), stop).ConfigureAwait(false);
        }
    }

    /// <summary>What the link does without a connection goes on while something is waited for.</summary>
    private async Task WaitAsync(Task task, CancellationToken stop)
    {
        while (!task.IsCompleted)
        {
            Step();
            await Task.WhenAny(task, Task.Delay(_every, stop)).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
    }

    private async Task ServeAsync(WebSocket socket, CancellationToken stop)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<ValueWebSocketReceiveResult>? receive = null;
        Task? send = null;
        Task? tick = null;
        _filled = 0;
        client.Opened(Environment.TickCount64);
        try
        {
            while (client.End == LinkEnd.None)
            {
                Step();
                if (send is null or { IsCompleted: true })
                {
                    if (send is not null) await send.ConfigureAwait(false);
                    send = client.TryTake(out var bytes) ? SendAsync(socket, bytes, sending) : null;
                    if (send is { IsCompleted: true }) continue;
                }
                receive ??= socket.ReceiveAsync(_buffer.AsMemory(_filled), stop).AsTask();
                tick ??= Task.Delay(_every, stop);
                await Task.WhenAny(send is null ? [receive, tick] : [receive, tick, send]).ConfigureAwait(false);
                if (tick.IsCompleted)
                {
                    await tick.ConfigureAwait(false);
                    tick = null;
                }
                if (!receive.IsCompleted) continue;
                Take(await receive.ConfigureAwait(false));
                receive = null;
            }
            await CloseAsync(socket).ConfigureAwait(false);
        }
        finally
        {
            await sending.CancelAsync().ConfigureAwait(false);
            // What still hangs on the socket ends with it.
            socket.Abort();
            foreach (var rest in new Task?[] { send, receive, tick })
                if (rest is not null) await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Take(ValueWebSocketReceiveResult got)
    {
        var now = Environment.TickCount64;
        client.Heard(now);
        _filled += got.Count;
        if (got.MessageType == WebSocketMessageType.Close) client.Stop(LinkEnd.Gone);
        else if (_filled > LinkLimits.MessageBytesMax) client.Stop(LinkEnd.TooLong);
        else if (!got.EndOfMessage) return;
        else if (got.MessageType == WebSocketMessageType.Binary) client.ReceivePiece(_buffer.AsSpan(0, _filled), now);
        else client.Receive(_buffer.AsSpan(0, _filled), now);
        _filled = 0;
        // A newer registry, or the word that the old one holds, is news to what waits for a plan.
        forwarder.Ring();
    }

    private void Step()
    {
        var now = Environment.TickCount64;
        client.Step(now);
        if (now - _toldAt < TellTimeEveryMs) return;
        _toldAt = now;
        time.TellAll();
    }

    private static async Task SendAsync(WebSocket socket, ReadOnlyMemory<byte> bytes, CancellationTokenSource sending)
    {
        sending.CancelAfter(TimeSpan.FromMilliseconds(LinkLimits.SendMs));
        await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, sending.Token).ConfigureAwait(false);
        sending.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says why, if the other side still listens.</summary>
    private async Task CloseAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var deadline = new CancellationTokenSource(_closeWithin);
        try
        {
            await socket.CloseOutputAsync(client.End == LinkEnd.Gone ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.PolicyViolation, client.End.ToString(), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // It does not.
        }
    }
}
