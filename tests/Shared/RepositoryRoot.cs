namespace Wattline.Tests.Shared;

/// <summary>Where the checkout begins: the folder that holds IoT.sln.</summary>
public static class RepositoryRoot
{
    /// <summary>The full path of the checkout.</summary>
    public static string Path { get; } = Find();

    /// <summary>A path below the root, its parts joined for this system.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Every file below the root that belongs to the project: no build output, no packages.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Path, pattern, SearchOption.AllDirectories).Where(IsOurs);

    private static bool IsOurs(string file)
    {
        var parts = System.IO.Path.GetRelativePath(Path, file).Split(System.IO.Path.DirectorySeparatorChar);
        return !parts.Any(part => part is "bin" or "obj" or "node_modules" or "packages" or ".git");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "IoT.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"IoT.sln is in no folder above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
