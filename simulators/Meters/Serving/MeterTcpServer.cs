using System.Net;
using System.Net.Sockets;

namespace Wattline.Simulators.Meters.Serving;

/// <summary>Meters behind a TCP port, raw bytes both ways, as a serial device server offers them.</summary>
public sealed class MeterTcpServer : IAsyncDisposable
{
    private readonly MeterShelf _shelf;
    private readonly int _chunkBytesMax;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private Task _accepting = Task.CompletedTask;

    private MeterTcpServer(MeterShelf shelf, IPEndPoint endpoint, int chunkBytesMax)
    {
        _shelf = shelf;
        _chunkBytesMax = chunkBytesMax;
        _listener = new TcpListener(endpoint);
    }

    /// <summary>Where it listens; the port is the one that was given by the system when 0 was asked for.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Opens the port.</summary>
    /// <param name="shelf">The meters.</param>
    /// <param name="endpoint">Address and port; port 0 takes a free one.</param>
    /// <param name="chunkBytesMax">The most bytes written at once.</param>
    /// <exception cref="SocketException">The port cannot be opened.</exception>
    public static MeterTcpServer Start(MeterShelf shelf, IPEndPoint endpoint, int chunkBytesMax = 16)
    {
        var server = new MeterTcpServer(shelf, endpoint, chunkBytesMax);
        server._listener.Start(MeterLimits.ConnectionsMax);
        server._accepting = server.AcceptAsync();
        return server;
    }

    /// <summary>Closes the port and all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.RemoveAll(connection => connection.IsCompleted);
                if (_connections.Count < MeterLimits.ConnectionsMax)
                    _connections.Add(ServeAsync(client));
                else
                    client.Dispose();
            }
            catch (OperationCanceledException)
            {
                return; // Asked to stop.
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await _shelf.ServeAsync(client.GetStream(), _chunkBytesMax, _stop.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException)
            {
                // The client hung up, or the server was asked to stop: the meters stay.
            }
        }
    }
}
