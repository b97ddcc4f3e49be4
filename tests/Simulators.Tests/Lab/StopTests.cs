using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Wattline.Simulators.Lab;
using Xunit;

namespace Wattline.Tests.Simulators.Lab;

/// <summary>The lab as its user starts it, and stops it.</summary>
public sealed class StopTests
{
    private const int PatienceMs = 600_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = PatienceMs)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_the_run_in_order_with_its_report_though_it_may_come_twice(string signal)
    {
        var folder = Directory.CreateTempSubdirectory("wattline-stop-");
        var reportFile = Path.Combine(folder.FullName, "report.json");
        // Whoever starts the tests in the background of a script has them ignore SIGINT, and what they start with them.
        using var lab = Process.Start(new ProcessStartInfo("env",
        [
            "--default-signal=INT,TERM", "dotnet", typeof(LabAssembly).Assembly.Location, "--concentrators", "1", "--lines", "1", "--meters", "2", "--kiosks", "0",
            "--every", "1m", "--speed", "60", "--data", folder.FullName, "--report", reportFile,
        ])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var lines = new List<string>();
            while (lines is [] || !lines[^1].Contains("Ctrl+C", StringComparison.Ordinal))
                lines.Add(await lab.StandardOutput.ReadLineAsync(Stop) ?? throw new InvalidOperationException($"The lab did not start:\n{string.Join('\n', lines)}"));
            // As timeout(1) does: to the process, then to its group.
            await KillAsync(signal, lab.Id);
            await KillAsync(signal, lab.Id);
            var rest = await lab.StandardOutput.ReadToEndAsync(Stop);
            await lab.WaitForExitAsync(Stop);

            Assert.True(lab.ExitCode == 0, $"exit code {lab.ExitCode}\n{rest}");
            Assert.Contains("Every interval and every coin is accounted for.", rest, StringComparison.Ordinal);
            var last = rest.Split('\n').Last(line => line.Contains("on their way", StringComparison.Ordinal));
            Assert.Contains(" 0 + 0 messages on their way", last, StringComparison.Ordinal);
            // The last slot's window passes, and no more than that.
            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(reportFile, Stop));
            var shown = DateTimeOffset.ParseExact(last[..16], "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.True(shown <= report.RootElement.GetProperty("end").GetDateTimeOffset().AddMinutes(4), last);
        }
        finally
        {
            lab.Kill();
            await lab.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task KillAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync(Stop);
    }
}
