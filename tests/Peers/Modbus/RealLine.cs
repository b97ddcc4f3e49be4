using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.Peers.Modbus;

/// <summary>A line of the firmware over a real socket and real time.</summary>
internal sealed class RealLine(Socket socket) : ISerialLine, IDisposable
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(60);
    private readonly Stopwatch _time = Stopwatch.StartNew();

    public long Now => _time.ElapsedMilliseconds;

    public static async Task<RealLine> ConnectAsync(IPEndPoint server, CancellationToken stop)
    {
        // The server says that it serves a moment before it listens.
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(server, stop);
                return new RealLine(socket);
            }
            catch (SocketException) when (watch.Elapsed < _guard)
            {
                socket.Dispose();
                await Task.Delay(50, stop);
            }
        }
    }

    public async Task<int> FinishAsync(LineExchange master, CancellationToken stop)
    {
        for (var watch = Stopwatch.StartNew(); master.Busy && watch.Elapsed < _guard;)
        {
            master.Step(Now);
            await Task.Delay(1, stop);
        }

        return master.Outcome;
    }

    public void Configure(int baud, int parity, int stopBits)
    {
    }

    public void Write(byte[] buffer, int offset, int count) => socket.Send(buffer, offset, count, SocketFlags.None);

    public int Read(byte[] buffer, int offset, int count) => socket.Available == 0 ? 0 : socket.Receive(buffer, offset, count, SocketFlags.None);

    public void Dispose() => socket.Dispose();
}
