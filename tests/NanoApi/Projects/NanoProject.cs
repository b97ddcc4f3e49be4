using System.Collections.Concurrent;
using System.Xml.Linq;

namespace Wattline.Tests.NanoApi.Projects;

/// <summary>An <c>.nfproj</c> with its <c>packages.config</c>, as they stand in the repository.</summary>
public sealed class NanoProject
{
    private const string CompileStart = "  <!-- Every .cs file of the rooms; tests/NanoApi checks the list and writes it (firmware/README.md). -->\n  <ItemGroup>\n";
    private const string CompileEnd = "  </ItemGroup>\n";

    // Each is read once: those that others refer to are asked for again and again.
    private static readonly ConcurrentDictionary<string, NanoProject> _loaded = new();

    private static readonly XNamespace _msbuild = "http://schemas.microsoft.com/developer/msbuild/2003";

    private readonly string _text;

    private NanoProject(string path)
    {
        Path = path;
        Folder = System.IO.Path.GetDirectoryName(path)!;
        _text = File.ReadAllText(path);
        var root = XDocument.Parse(_text).Root!;
        IsProgram = root.Descendants(_msbuild + "OutputType").Single().Value == "Exe";
        Rooms = [.. root.Descendants(_msbuild + "WattlineRooms").Single().Value.Split(';').Select(Full)];
        Compiled = [.. root.Descendants(_msbuild + "Compile").Select(item => item.Attribute("Include")!.Value)];
        References = [.. root.Descendants(_msbuild + "Reference").Select(item => item.Attribute("Include")!.Value)];
        HintPaths = [.. root.Descendants(_msbuild + "HintPath").Select(item => item.Value)];
        Projects = [.. root.Descendants(_msbuild + "ProjectReference").Select(item => Read(Full(item.Attribute("Include")!.Value)))];
        Packages = [.. XDocument.Load(System.IO.Path.Combine(Folder, "packages.config")).Root!.Elements("package")
            .Select(item => (item.Attribute("id")!.Value, item.Attribute("version")!.Value, item.Attribute("targetFramework")!.Value))];
    }

    /// <summary>The device's projects: one assembly holds no more than 64 KB of code (<see cref="Limits.DeviceLimitsTests"/>), so the concentrator is several.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "firmware/Core/Wattline.Firmware.Core.nfproj",
        "firmware/Dlms/Wattline.Firmware.Dlms.nfproj",
        "firmware/Meters/Wattline.Firmware.Meters.nfproj",
        "firmware/Kiosks/Wattline.Firmware.Kiosks.nfproj",
        "firmware/Concentrator/Wattline.Firmware.Concentrator.nfproj",
        "firmware/Boards/Esp32/Wattline.Firmware.Boards.Esp32.nfproj",
    ];

    public string Path { get; }

    public string Folder { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>True for a program, which must have a Main; false for a library.</summary>
    public bool IsProgram { get; }

    /// <summary>Folders and single files that it compiles, as full paths; what another project names inside one of them is that one's.</summary>
    public IReadOnlyList<string> Rooms { get; }

    public IReadOnlyList<string> Compiled { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> HintPaths { get; }

    public IReadOnlyList<NanoProject> Projects { get; }

    public IReadOnlyList<(string Id, string Version, string Framework)> Packages { get; }

    public static NanoProject Load(string path) => Read(System.IO.Path.GetFullPath(path, Repository.Root));

    /// <summary>The C# files of its rooms, as full paths.</summary>
    public IReadOnlyList<string> Files => [.. Rooms.SelectMany(room => File.Exists(room) ? [room] : SourcesIn(room).Where(file => !IsInside(file, room)))
        .OrderBy(Listed, StringComparer.Ordinal)];

    /// <summary>The C# files below a folder that are not made by a build.</summary>
    public static IEnumerable<string> SourcesIn(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !System.IO.Path.GetRelativePath(folder, file).Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

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

    /// <summary>True when a project names something inside a room that the file is, or is in.</summary>
    private static bool IsInside(string file, string room) => All.SelectMany(path => Load(path).Rooms)
        .Any(other => other.Length > room.Length && (file == other || file.StartsWith(other + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)));

    private static NanoProject Read(string path) => _loaded.GetOrAdd(path, static file => new NanoProject(file));

    private string Full(string path) => System.IO.Path.GetFullPath(path.Replace('\\', System.IO.Path.DirectorySeparatorChar), Folder);
}
