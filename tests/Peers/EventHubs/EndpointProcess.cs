using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>The Event Hubs endpoint as its user starts it, on free ports, with a hub "readings" of four partitions.</summary>
internal sealed partial class EndpointProcess : IAsyncDisposable
{
    private readonly Process _process;

    private EndpointProcess(Process process) => _process = process;

    /// <summary>The plain AMQP port.</summary>
    public int Port { get; private set; }

    /// <summary>Starts it and waits for its addresses.</summary>
    public static async Task<EndpointProcess> StartAsync(CancellationToken stop, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] arguments = [typeof(Simulators.EventHub.EventHubEndpoint).Assembly.Location, "--port", "0", "--http-port", "0", "--hub", "readings:4", .. more];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var endpoint = new EndpointProcess(Process.Start(start)!);
        while (await endpoint._process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            if (Amqp().Match(line) is { Success: true } found)
                endpoint.Port = int.Parse(found.Groups[1].Value, null);
            if (line.StartsWith("hub ", StringComparison.Ordinal))
                return endpoint;
        }
        throw new InvalidOperationException("The endpoint did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"^amqp \S+:(\d+)$")]
    private static partial Regex Amqp();
}
