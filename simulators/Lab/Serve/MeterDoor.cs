using System.Net;
using System.Net.Sockets;

namespace Wattline.Simulators.Lab.Serve;

/// <summary>Ways to the line: a TCP port as serial device servers open one, or a pseudo-terminal.</summary>
internal static class MeterDoor
{
    /// <summary>A serial server gives what it has; a request is 20 bytes.</summary>
    private const int ChunkBytes = 256;

    /// <summary>Takes connections until stopped; all are on the same line.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static async Task ServeTcpAsync(MeterBus bus, int port, Action<IPEndPoint> open, CancellationToken stop)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        open((IPEndPoint)listener.LocalEndpoint);
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync(stop);
            client.NoDelay = true;
            _ = ServeClientAsync(bus, client, stop);
        }
    }

    /// <summary>Serves a pseudo-terminal until stopped.</summary>
    public static async Task ServePtyAsync(MeterBus bus, Action<string> open, CancellationToken stop)
    {
        using var terminal = PseudoTerminal.Open();
        open(terminal.Path);
        await using var stream = new FileStream(terminal.Master, FileAccess.ReadWrite, bufferSize: 0);
        await ServeAsync(bus, stream, stop).WaitAsync(stop);
    }

    private static async Task ServeClientAsync(MeterBus bus, TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                await ServeAsync(bus, client.GetStream(), stop);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The reader hung up, or we were asked to stop: the next one finds the line as it is.
            }
        }
    }

    private static async Task ServeAsync(MeterBus bus, Stream stream, CancellationToken stop)
    {
        byte[] chunk = new byte[ChunkBytes];
        int count;
        while ((count = await stream.ReadAsync(chunk, stop)) > 0)
        {
            byte[] answer = await bus.ExchangeAsync(chunk.AsMemory(0, count), stop);
            if (answer.Length > 0)
            {
                await stream.WriteAsync(answer, stop);
                await stream.FlushAsync(stop);
            }
        }
    }
}
