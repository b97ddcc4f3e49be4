namespace Wattline.Tests.SdkApi;

internal static class Program
{
    /// <summary>
    /// Runs the tests; <c>--check ASSEMBLY FILE.dll [OTHER.dll ...]</c> compares the rows with a package's own assembly instead, and
    /// <c>--write ASSEMBLY FILE.dll [OTHER.dll ...]</c> takes them from it: all members of the types that the rows name. The others are
    /// those of packages that it stands on.
    /// </summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--check" or "--write", var name, var file, .. var others])
        {
            var rows = RowsFile.Of(name);
            var real = RowsFile.Read(rows.Types, file, others);
            if (args[0] == "--write")
            {
                rows.Write(real);
                return 0;
            }
            var faults = rows.Lines.Except(real).Select(row => $"not in {file}: {row}").Concat(real.Except(rows.Lines).Select(row => $"not in the rows: {row}")).ToList();
            faults.ForEach(Console.WriteLine);
            Console.WriteLine($"{rows.Lines.Count} rows, {faults.Count} differ");
            return faults.Count == 0 ? 0 : 1;
        }
        // The two ways in of xunit.v3: as a server of dotnet test, and from a command line.
        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
