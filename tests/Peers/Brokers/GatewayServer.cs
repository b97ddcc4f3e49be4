using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Wattline.Gateway.Journal;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>A gateway as its user starts it: a process of its own, in a folder of its own.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly DirectoryInfo _folder;
    private readonly int _http;

    private GatewayServer(Process process, DirectoryInfo folder, int http) => (_process, _folder, _http) = (process, folder, http);

    public string Output => string.Join('\n', _output);

    /// <summary>Starts a gateway and waits until its HTTP port answers.</summary>
    public static Task<GatewayServer> StartAsync(CancellationToken stop, params string[] settings) =>
        StartAsync(Directory.CreateTempSubdirectory("wattline-gateway-"), settings, stop);

    /// <summary>Starts it again on what it left.</summary>
    public Task<GatewayServer> StartAgainAsync(CancellationToken stop, params string[] settings) => StartAsync(_folder, settings, stop);

    private static async Task<GatewayServer> StartAsync(DirectoryInfo folder, string[] settings, CancellationToken stop)
    {
        var http = TestPorts.Take();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Wattline.Gateway.Host.dll"),
            $"--Journal:Directory={folder.FullName}", $"--Http:Port={http}", "--Uplink:Kind=none", .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        var gateway = new GatewayServer(Process.Start(start)!, folder, http);
        gateway._process.OutputDataReceived += (_, line) => gateway._output.Enqueue(line.Data ?? "");
        gateway._process.ErrorDataReceived += (_, line) => gateway._output.Enqueue(line.Data ?? "");
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        await Patience.UntilAsync(async () => gateway._process.HasExited
            ? throw new InvalidOperationException($"The gateway did not start:\n{gateway.Output}")
            : await gateway.AcceptedAsync(stop) is not null, () => gateway.Output, stop);
        return gateway;
    }

    /// <summary>Messages that it took; null while it does not answer.</summary>
    public async Task<long?> AcceptedAsync(CancellationToken stop)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            var response = await http.GetAsync(new Uri($"http://127.0.0.1:{_http}/health/ready"), stop);
            using var status = JsonDocument.Parse(await response.Content.ReadAsStringAsync(stop));
            return status.RootElement.EnumerateObject().First(field => field.Name.Equals("accepted", StringComparison.OrdinalIgnoreCase)).Value.GetInt64();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and its end.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
    }

    /// <summary>Every payload in the journal of a gateway that has ended, as often as it is there.</summary>
    public List<string> Journalled()
    {
        var payloads = new List<string>();
        using var journal = JournalLog.Open(Path.Combine(_folder.FullName, "journal"), new JournalOptions(), TimeProvider.System);
        foreach (var stream in Enum.GetValues<JournalStream>())
        {
            var reader = journal.OpenReader(stream, fromLsn: 1);
            while (reader.TryRead(out var record) == ReadOutcome.Record) payloads.Add(Encoding.UTF8.GetString(record.Payload.Span));
        }
        return payloads;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        if (_folder.Exists) _folder.Delete(recursive: true);
        _folder.Refresh();
    }
}
