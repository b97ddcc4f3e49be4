using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Wattline.Cloud.Ingest.Host;

namespace Wattline.Tests.Peers.Ingest;

/// <summary>Ingestion alone, in a process of its own: killed, paused, or asked to stop.</summary>
internal sealed class IngestChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private IngestChild(Process process) => _process = process;

    /// <summary>What it said, for a failure's explanation.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts it, again when the database is not there, until it runs.</summary>
    public static async Task<IngestChild> StartAsync(string database, string hubs, int leaseSeconds, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            string[] arguments =
            [
                typeof(IngestProcess).Assembly.Location, "--Ingest:Listen=http://127.0.0.1:0", $"--Ingest:DatabaseConnection={database}", $"--Ingest:Hubs:ConnectionString={hubs}",
                "--Ingest:Hubs:Names=readings", $"--Ingest:Hubs:LeaseSeconds={leaseSeconds}",
            ];
            var child = new IngestChild(Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!);
            var runs = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            child._process.OutputDataReceived += (_, line) => Heard(line.Data);
            child._process.ErrorDataReceived += (_, line) => child._said.Enqueue(line.Data ?? "");
            child._process.BeginOutputReadLine();
            child._process.BeginErrorReadLine();
            if (await runs.Task.WaitAsync(stop)) return child;
            await child.DisposeAsync();

            void Heard(string? line)
            {
                child._said.Enqueue(line ?? "");
                if (line is null) runs.TrySetResult(false);
                else if (line.StartsWith("Wattline ingest", StringComparison.Ordinal)) runs.TrySetResult(true);
            }
        }
    }

    /// <summary>Sends it a signal by its name.</summary>
    public async Task SignalAsync(string name, CancellationToken stop) =>
        await Tool.RunAsync("sh", stop, "-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {_process.Id}"));

    /// <summary>Asks it to stop in order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken stop)
    {
        await SignalAsync("TERM", stop);
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
