using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Wattline.Tests.Peers;

/// <summary>Debian's socat reads simulated meters, as any serial software would.</summary>
public sealed class SocatTests
{
    // Forward active energy of meter 000000000001 (DL/T 645-2007, 11H, 00 01 00 00), as printf takes it.
    private const string Question = @"\376\376\376\376\150\001\000\000\000\000\000\150\021\004\063\063\064\063\263\026";

    // Its answer's head: address, 91H, eight bytes, the identifier.
    private const string Answer = "6801000000000068910833333433";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--tcp 0", @"tcp (127\.0\.0\.1:\d+)", "TCP:{0}")]
    [InlineData("--pty", @"meters on (/dev/pts/\d+)", "{0},raw,echo=0")]
    public async Task Socat_reads_a_meter(string options, string where, string address)
    {
        using var meters = Process.Start(new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            Arguments = $"{typeof(Simulators.Lab.LabAssembly).Assembly.Location} meters {options}",
        })!;
        try
        {
            var line = await meters.StandardOutput.ReadLineAsync(Stop) ?? "";
            var at = Regex.Match(line, where).Groups[1].Value;
            Assert.True(at.Length > 0, line);
            var (_, output) = await Tool.RunAsync("bash", Stop, "-c",
                $"printf '{Question}' | socat -t 8 - {string.Format(null, address, at)} | od -An -v -tx1 | tr -d ' \\n'");
            Assert.Contains(Answer, output, StringComparison.Ordinal);
        }
        finally
        {
            meters.Kill(entireProcessTree: true);
            await meters.WaitForExitAsync(CancellationToken.None);
        }
    }
}
