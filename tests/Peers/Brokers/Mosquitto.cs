using System.Diagnostics;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>Debian's mosquitto on a port of its own, with a folder for what it keeps; it can be stopped and started again.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wattline-mosquitto-");
    private Process? _process;
    private int _starts;

    private Mosquitto()
    {
    }

    public int Port { get; } = TestPorts.Take();

    /// <summary>What it says that it does, over all its starts.</summary>
    public BrokerLog Log { get; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="stop">Gives up.</param>
    /// <param name="pki">A folder of enrol's: then TLS is spoken as localhost, and a client is the name of its certificate.</param>
    public static async Task<Mosquitto> StartAsync(CancellationToken stop, string? pki = null)
    {
        var broker = new Mosquitto();
        var access = pki is null ? "allow_anonymous true" :
            $"""
            cafile {pki}/authority.pem
            certfile {pki}/servers/localhost.pem
            keyfile {pki}/servers/localhost.key
            require_certificate true
            use_identity_as_username true
            """;
        // What docs/broker.md asks of a Mosquitto that gateways share.
        await File.WriteAllTextAsync(Path.Combine(broker._folder.FullName, "mosquitto.conf"),
            $"""
            listener {broker.Port} 127.0.0.1
            {access}
            persistence true
            persistence_location {broker._folder.FullName}/
            max_queued_messages 0
            set_tcp_nodelay true
            user root
            """, stop);
        await broker.StartAgainAsync(stop);
        return broker;
    }

    /// <summary>Stops it cleanly: it keeps sessions.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        using (process)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }
    }

    public async Task StartAgainAsync(CancellationToken stop)
    {
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-v", "-c", Path.Combine(_folder.FullName, "mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.ErrorDataReceived += (_, line) => Log.Add(line.Data);
        _process.OutputDataReceived += (_, line) => Log.Add(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        // By then it listens.
        await Log.SeenAsync(" running", ++_starts, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }
}
