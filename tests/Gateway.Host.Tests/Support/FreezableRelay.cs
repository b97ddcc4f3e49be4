using System.Net;
using System.Net.Sockets;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>A port that passes everything on to another, until it is told to read nothing more: a peer that is there and takes nothing.</summary>
internal sealed class FreezableRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _thawed = new();

    public FreezableRelay(int port)
    {
        _thawed.SetResult();
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were accepted.</summary>
    public int Accepted { get; private set; }

    public void Freeze() => _thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => _thawed.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Thaw();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            Accepted++;
            var server = new TcpClient { NoDelay = true };
            await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            _ = PassAsync(client, server);
            _ = PassAsync(server, client);
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await _thawed.Task.WaitAsync(_stop.Token);
                var read = await from.GetStream().ReadAsync(buffer, _stop.Token);
                await _thawed.Task.WaitAsync(_stop.Token);
                if (read == 0) break;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One end went: the other follows.
        }
        from.Dispose();
        to.Dispose();
    }
}
