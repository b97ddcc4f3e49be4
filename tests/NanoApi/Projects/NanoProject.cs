using System.Xml.Linq;

namespace Wattline.Tests.NanoApi.Projects;

/// <summary>An <c>.nfproj</c> with its <c>packages.config</c>, as they stand in the repository.</summary>
public sealed class NanoProject
{
    private const string CompileStart = "  <!-- Every .cs file of the folder; tests/NanoApi checks the list and writes it (firmware/README.md). -->\n  <ItemGroup>\n";
    private const string CompileEnd = "  </ItemGroup>\n";

    private static readonly XNamespace _msbuild = "http://schemas.microsoft.com/developer/msbuild/2003";

    private readonly string _text;

    public NanoProject(string path)
    {
        Path = path;
        Folder = System.IO.Path.GetDirectoryName(path)!;
        _text = File.ReadAllText(path);
        var root = XDocument.Parse(_text).Root!;
        IsProgram = root.Descendants(_msbuild + "OutputType").Single().Value == "Exe";
        Compiled = [.. root.Descendants(_msbuild + "Compile").Select(item => item.Attribute("Include")!.Value)];
        References = [.. root.Descendants(_msbuild + "Reference").Select(item => item.Attribute("Include")!.Value)];
        HintPaths = [.. root.Descendants(_msbuild + "HintPath").Select(item => item.Value)];
        Projects = [.. root.Descendants(_msbuild + "ProjectReference")
            .Select(item => new NanoProject(System.IO.Path.Combine(Folder, Native(item.Attribute("Include")!.Value))))];
        Packages = [.. XDocument.Load(System.IO.Path.Combine(Folder, "packages.config")).Root!.Elements("package")
            .Select(item => (item.Attribute("id")!.Value, item.Attribute("version")!.Value, item.Attribute("targetFramework")!.Value))];
    }

    /// <summary>The device's projects.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "firmware/Concentrator/Wattline.Firmware.Concentrator.nfproj",
        "firmware/Boards/Esp32/Wattline.Firmware.Boards.Esp32.nfproj",
    ];

    public string Path { get; }

    public string Folder { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>True for a program, which must have a Main; false for a library.</summary>
    public bool IsProgram { get; }

    public IReadOnlyList<string> Compiled { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> HintPaths { get; }

    public IReadOnlyList<NanoProject> Projects { get; }

    public IReadOnlyList<(string Id, string Version, string Framework)> Packages { get; }

    public static NanoProject Load(string path) => new(System.IO.Path.Combine(Repository.Root, path));

    /// <summary>The C# files that lie in the folder, as full paths.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Listed(file).StartsWith("bin\\", StringComparison.Ordinal) && !Listed(file).StartsWith("obj\\", StringComparison.Ordinal))
        .OrderBy(Listed, StringComparer.Ordinal)];

    /// <summary>A file's name as the project lists it.</summary>
    public string Listed(string file) => System.IO.Path.GetRelativePath(Folder, file).Replace('/', '\\');

    public static string CompileLine(string listed) => $"    <Compile Include=\"{listed}\" />";

    /// <summary>Lists exactly the files of the folder.</summary>
    /// <returns>False when the list was right already.</returns>
    public bool WriteCompileItems()
    {
        var start = _text.IndexOf(CompileStart, StringComparison.Ordinal) + CompileStart.Length;
        var end = start < CompileStart.Length ? -1 : _text.IndexOf(CompileEnd, start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new InvalidDataException($"{Path}: the list of files is not where it was: expected after\n{CompileStart}");
        }
        var text = _text[..start] + string.Concat(Files.Select(file => CompileLine(Listed(file)) + "\n")) + _text[end..];
        if (text == _text)
        {
            return false;
        }
        File.WriteAllText(Path, text);
        return true;
    }

    private static string Native(string path) => path.Replace('\\', System.IO.Path.DirectorySeparatorChar);
}
