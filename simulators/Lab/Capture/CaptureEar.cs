using System.Net;
using System.Net.Sockets;

namespace Wattline.Simulators.Lab.Capture;

/// <summary>
/// Where a capture hears a line: on a device file, on a serial device server, or between a master and such a server, where
/// it passes on what both say and knows who spoke.
/// </summary>
public static class CaptureEar
{
    private const int ChunkBytes = 512;

    /// <summary>Hears a stream until it ends or is stopped.</summary>
    public static async Task HearAsync(Stream stream, CaptureBook book, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(time);
        byte[] chunk = new byte[ChunkBytes];
        while (await stream.ReadAsync(chunk, stop) is var count && count > 0)
        {
            book.Heard(null, chunk.AsSpan(0, count), time.GetUtcNow());
        }
    }

    /// <summary>Stands between masters, one after the other, and the line behind a serial device server.</summary>
    /// <param name="listener">Open; masters connect to it.</param>
    /// <param name="line">Where the meters are.</param>
    /// <param name="book">Takes what both say.</param>
    /// <param name="time">When they said it.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task StandBetweenAsync(TcpListener listener, DnsEndPoint line, CaptureBook book, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(line);
        while (true)
        {
            using var master = await listener.AcceptTcpClientAsync(stop);
            using var meters = new TcpClient();
            await meters.ConnectAsync(line.Host, line.Port, stop);
            (master.NoDelay, meters.NoDelay) = (true, true);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var asks = PassAsync("request", master.GetStream(), meters.GetStream(), book, time, both.Token);
            var answers = PassAsync("response", meters.GetStream(), master.GetStream(), book, time, both.Token);
            await Task.WhenAny(asks, answers);
            await both.CancelAsync();
            try
            {
                await Task.WhenAll(asks, answers);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // One side hung up; the next master may come. Who asked us to stop is heard at the top.
            }

            lock (book)
            {
                book.Flush();
            }
        }
    }

    private static async Task PassAsync(string side, NetworkStream from, NetworkStream to, CaptureBook book, TimeProvider time, CancellationToken stop)
    {
        byte[] chunk = new byte[ChunkBytes];
        while (await from.ReadAsync(chunk, stop) is var count && count > 0)
        {
            lock (book)
            {
                book.Heard(side, chunk.AsSpan(0, count), time.GetUtcNow());
            }

            await to.WriteAsync(chunk.AsMemory(0, count), stop);
        }
    }
}
