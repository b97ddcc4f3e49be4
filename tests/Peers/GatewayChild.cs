using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wattline.Tests.Peers;

/// <summary>A gateway in a process of its own, to be killed as a power cut would.</summary>
internal sealed class GatewayChild : IAsyncDisposable
{
    private readonly Process _process;

    private GatewayChild(Process process) => _process = process;

    /// <summary>Starts a gateway and returns when its MQTT port takes connections.</summary>
    /// <param name="wrapper">Programs that start it, such as a tracer; empty starts it directly.</param>
    /// <param name="port">Its MQTT port.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<GatewayChild> StartAsync(IReadOnlyList<string> wrapper, int port, CancellationToken stop, params string[] settings)
    {
        string[] command =
        [
            .. wrapper, "dotnet", typeof(Gateway.Host.GatewayProcess).Assembly.Location, $"--Mqtt:Port={port}", "--Mqtt:Anonymous=true",
            "--Http:Port=0", .. settings,
        ];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        var errors = process.StandardError.ReadToEndAsync(stop);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, stop);
                return new GatewayChild(process);
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(20, stop);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"The gateway did not start: {await errors}");
            }
        }
    }

    /// <summary>SIGKILL, to it and to its wrapper.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
