using System.Net;
using System.Net.Sockets;

namespace Wattline.Tests.Bench;

/// <summary>A port that passes everything on to another, both ways, and counts what comes from the client.</summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private long _sent;

    public CountingRelay(int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that clients sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var server = new TcpClient { NoDelay = true };
            await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            _ = PassAsync(client, server, counts: true);
            _ = PassAsync(server, client, counts: false);
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool counts)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is var read and > 0)
            {
                if (counts) Interlocked.Add(ref _sent, read);
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
