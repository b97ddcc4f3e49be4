using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Serving;

namespace Wattline.Simulators.Lab.Serve;

/// <summary>Serves the meters of <see cref="MeterKinds"/>.</summary>
internal static class OtherMeters
{
    /// <summary>Serves until <paramref name="stop"/>; 1 when it cannot begin.</summary>
    /// <param name="port">A TCP port; null for a pseudo-terminal.</param>
    public static async Task<int> ServeAsync(string kind, int count, int seed, LoadProfile? load, int? port, int baud, InvocationConfiguration config, CancellationToken stop)
    {
        var (slaves, lines, words, bits) = MeterKinds.Make(kind, Math.Min(count, MeterKinds.CountMax(kind)), seed, load);
        using var shelf = new MeterShelf(slaves, TimeProvider.System, baud, bits);
        try
        {
            if (port is { } given)
            {
                await using var server = MeterTcpServer.Start(shelf, new IPEndPoint(IPAddress.Loopback, given), chunkBytesMax: 256);
                Say($"tcp {server.Endpoint}");
                await Task.Delay(Timeout.Infinite, stop);
            }
            else
            {
                await using var terminal = MeterTerminal.Start(shelf, chunkBytesMax: 256);
                Say(terminal.Path);
                await Task.Delay(Timeout.Infinite, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception refused) when (refused is SocketException or IOException or DllNotFoundException)
        {
            await config.Error.WriteLineAsync(refused.Message);
            return 1;
        }

        return 0;

        void Say(string where)
        {
            config.Output.WriteLine($"{lines.Count} {words} meters on {where}{(baud == 0 ? "" : $", wire time as at {baud} baud, {bits} bits a character")}");
            foreach (string line in lines) config.Output.WriteLine(line);
            config.Output.Flush();
        }
    }
}
