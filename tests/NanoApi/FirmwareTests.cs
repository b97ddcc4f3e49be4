using Microsoft.CodeAnalysis;
using Wattline.Tests.NanoApi.Projects;
using Xunit;

namespace Wattline.Tests.NanoApi;

public sealed class FirmwareTests
{
    public static TheoryData<string> Projects { get; } = [.. NanoProject.All];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Firmware_compiles_against_nothing_but_the_devices_own_api(string project)
    {
        var said = NanoCompiler.Diagnose(NanoCompiler.Compile(NanoProject.Load(project)));

        foreach (var warning in said.Where(each => each.Severity == DiagnosticSeverity.Warning))
        {
            TestContext.Current.TestOutputHelper!.WriteLine(warning.ToString());
        }
        var errors = said.Where(each => each.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(errors.Length == 0, "The device's compiler refuses:\n" + string.Join('\n', errors.Select(each => each.ToString())));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Firmware_holds_nothing_that_compiles_and_then_fails_on_the_device(string project)
    {
        var banned = NanoCompiler.Banned(NanoCompiler.Compile(NanoProject.Load(project)));

        Assert.True(banned.Count == 0, string.Join('\n', banned));
    }
}
