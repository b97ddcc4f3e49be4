using System.Diagnostics;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Other people's clients, driven by scripts. Packages of npm lie where tests/Peers/run installed them.</summary>
internal static class Scripts
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>The folder with node_modules, scripts beside them.</summary>
    public static string Npm => Environment.GetEnvironmentVariable("WATTLINE_PEERS_NPM") ?? throw new InvalidOperationException("Run tests/Peers/run: it installs the clients.");

    /// <summary>Debian's own Python: another one on the path does not see Debian's packages.</summary>
    public static string Python => "/usr/bin/python3";

    /// <summary>A script of ours for Python.</summary>
    public static string PythonScript(string name) => RepositoryRoot.Combine("tests", "Peers", "EventHubs", name);

    /// <summary>Runs a script whose last line is "N passed, N failed".</summary>
    public static async Task PassesAsync(string expected, string program, CancellationToken stop, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            string last = output.TrimEnd().Split('\n')[^1];
            Assert.True(last == expected && process.ExitCode == 0, $"exit code {process.ExitCode}\n{output}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts a server that prints "listening PORT".</summary>
    public static async Task<(Process Server, int Port)> ServeAsync(CancellationToken stop, params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var server = Process.Start(start)!;
        string line = await server.StandardOutput.ReadLineAsync(stop) ?? "";
        return (server, int.Parse(line.Split(' ')[^1], null));
    }
}
