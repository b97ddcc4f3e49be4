using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Wattline.Tests.Bench;

/// <summary>A program that runs beside the bench, and is killed with it.</summary>
internal sealed class Peer : IDisposable
{
    private const int ToldLines = 40;

    private static readonly TimeSpan _startWithin = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly Process _process;

    private Peer(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Its memory, as /proc says.</summary>
    public long ResidentKilobytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts a server and returns when its port takes connections.</summary>
    /// <exception cref="InvalidOperationException">It ended, or its port stays closed; the message has what it printed.</exception>
    public static Peer Start(string program, int port, params string[] arguments)
    {
        var peer = new Peer(Begin(program, arguments));
        peer._process.OutputDataReceived += (_, line) => peer.Printed(line.Data);
        peer._process.ErrorDataReceived += (_, line) => peer.Printed(line.Data);
        peer._process.BeginOutputReadLine();
        peer._process.BeginErrorReadLine();
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", port);
                return peer;
            }
            catch (SocketException) when (!peer._process.HasExited && Stopwatch.GetElapsedTime(began) < _startWithin)
            {
                peer._process.WaitForExit(50);
            }
            catch (SocketException refused)
            {
                using (peer) throw new InvalidOperationException(peer.Explain(program, port), refused);
            }
        }
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Begin(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{errors.Result}");
    }

    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Keeps the last of what it prints: a server that runs for long prints much.</summary>
    private void Printed(string? line)
    {
        if (line is null) return;
        _printed.Enqueue(line);
        if (_printed.Count > ToldLines) _printed.TryDequeue(out _);
    }

    private string Explain(string program, int port)
    {
        var ended = _process.HasExited;
        // Without a limit of time it waits for the last lines too.
        if (ended) _process.WaitForExit();
        return $"{program} {(ended ? $"ended with {_process.ExitCode}" : $"did not open port {port} within {_startWithin.TotalSeconds} s")} and printed:\n{string.Join('\n', _printed)}";
    }

    private static Process Begin(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
