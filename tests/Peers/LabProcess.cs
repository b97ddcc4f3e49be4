using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Wattline.Tests.Peers;

/// <summary>The lab as its user starts it: a process of its own, in a folder of its own.</summary>
public sealed partial class LabProcess : IAsyncDisposable
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private LabProcess(Process process) => _process = process;

    /// <summary>The lab's folder.</summary>
    public DirectoryInfo Folder { get; private init; } = null!;

    /// <summary>The gateway's MQTT port.</summary>
    public int MqttPort { get; private set; }

    /// <summary>The portal's address.</summary>
    public Uri Portal { get; private set; } = null!;

    /// <summary>Name and password of each account, from the file that the lab names.</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; private set; } = null!;

    /// <summary>Starts a lab and waits until it has printed its addresses.</summary>
    public static async Task<LabProcess> StartAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("wattline-peers-");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                typeof(Simulators.Lab.LabAssembly).Assembly.Location, "--concentrators", "1", "--lines", "1", "--meters", "4",
                "--every", "1m", "--speed", "60", "--for", "10m", "--data", folder.FullName,
            },
        };
        var lab = new LabProcess(Process.Start(start)!) { Folder = folder };
        lab._process.OutputDataReceived += (_, line) => lab._output.Enqueue(line.Data ?? "");
        lab._process.ErrorDataReceived += (_, line) => lab._output.Enqueue(line.Data ?? "");
        lab._process.BeginOutputReadLine();
        lab._process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_startPatience);
        while (!lab.TryReadAddresses())
        {
            if (lab._process.HasExited || patience.IsCancellationRequested)
                throw new InvalidOperationException($"The lab did not start:\n{string.Join('\n', lab._output)}");
            await Task.Delay(100, stop);
        }
        return lab;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Folder.Delete(recursive: true);
    }

    private bool TryReadAddresses()
    {
        var text = string.Join('\n', _output);
        if (PasswordsLine().Match(text) is not { Success: true } passwords)
            return false;
        MqttPort = int.Parse(MqttLine().Match(text).Groups[1].Value, null);
        Portal = new Uri(PortalLine().Match(text).Groups[1].Value + "/");
        Passwords = File.ReadLines(passwords.Groups[1].Value).Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1]);
        return true;
    }

    [GeneratedRegex(@"^  mqtt +127\.0\.0\.1:(\d+)$", RegexOptions.Multiline)]
    private static partial Regex MqttLine();

    [GeneratedRegex(@"^  portal +(\S+)$", RegexOptions.Multiline)]
    private static partial Regex PortalLine();

    [GeneratedRegex(@"^  passwords +(\S+)$", RegexOptions.Multiline)]
    private static partial Regex PasswordsLine();
}
