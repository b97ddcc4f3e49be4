using Wattline.Tests.NanoApi.Projects;

namespace Wattline.Tests.NanoApi;

internal static class Program
{
    /// <summary>Runs the tests; with <c>--write</c>, lists the firmware's files in the <c>.nfproj</c> projects instead.</summary>
    public static Task<int> Main(string[] args)
    {
        if (args is ["--write"])
        {
            foreach (var path in NanoProject.All)
            {
                Console.WriteLine($"{path}: {(NanoProject.Load(path).WriteCompileItems() ? "written" : "as it was")}");
            }
            return Task.FromResult(0);
        }
        // The two ways in of xunit.v3: as a server of dotnet test, and from a command line.
        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
