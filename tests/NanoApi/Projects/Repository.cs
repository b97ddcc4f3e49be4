namespace Wattline.Tests.NanoApi.Projects;

/// <summary>Where the sources are.</summary>
public static class Repository
{
    /// <summary>The folder that holds IoT.sln, above the test's binaries.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "IoT.sln")))
            {
                return at.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No IoT.sln above {folder}.");
    }
}
