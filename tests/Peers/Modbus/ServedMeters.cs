using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Wattline.Tests.Peers.Modbus;

/// <summary><c>lab meters</c> as its user starts it.</summary>
internal sealed partial class ServedMeters : IAsyncDisposable
{
    private readonly Process _process;

    private ServedMeters(Process process) => _process = process;

    public string Host { get; private set; } = "";

    public string Port { get; private set; } = "";

    /// <summary>The pseudo-terminal, or empty.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The first meter's register at the start, kWh.</summary>
    public decimal Energy { get; private set; }

    /// <summary>The first meter's number.</summary>
    public string Number { get; private set; } = "";

    public static async Task<ServedMeters> StartAsync(string options, CancellationToken stop)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", $"{typeof(Simulators.Lab.LabAssembly).Assembly.Location} meters {options}") { RedirectStandardOutput = true })!;
        var meters = new ServedMeters(process);
        var head = await process.StandardOutput.ReadLineAsync(stop) ?? "";
        var first = await process.StandardOutput.ReadLineAsync(stop) ?? "";
        if (Tcp().Match(head) is { Success: true } tcp)
            (meters.Host, meters.Port) = (tcp.Groups[1].Value, tcp.Groups[2].Value);
        else
            meters.Path = Pty().Match(head).Groups[1].Value;
        var line = FirstMeter().Match(first);
        Xunit.Assert.True(line.Success && meters.Host.Length + meters.Path.Length > 0, $"{head}\n{first}");
        (meters.Number, meters.Energy) = (line.Groups[1].Value, decimal.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture));
        return meters;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"on tcp ([\d.]+):(\d+)")]
    private static partial Regex Tcp();

    [GeneratedRegex(@"on (/dev/pts/\d+)")]
    private static partial Regex Pty();

    [GeneratedRegex(@"number (\d+), ([\d.]+) kWh")]
    private static partial Regex FirstMeter();
}
