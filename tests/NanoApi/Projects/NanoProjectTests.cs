using Wattline.Tests.NanoApi.Reference;
using Xunit;

namespace Wattline.Tests.NanoApi.Projects;

public sealed class NanoProjectTests
{
    private const string HowToWrite = "Run `dotnet run --project tests/NanoApi -- --write`, or by hand:";

    public static TheoryData<string> Projects { get; } = [.. NanoProject.All];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_file_is_listed_and_every_listed_file_is_there(string path)
    {
        var project = NanoProject.Load(path);
        var there = project.Files.Select(project.Listed).ToArray();
        var listed = project.Compiled;
        var faults = there.Except(listed).Select(file => $"add    {NanoProject.CompileLine(file)}")
            .Concat(listed.Except(there).Select(file => $"delete {NanoProject.CompileLine(file)}"))
            .Concat(listed.GroupBy(file => file).Where(each => each.Count() > 1).Select(each => $"twice  {NanoProject.CompileLine(each.Key)}"))
            .ToArray();

        Assert.True(faults.Length == 0, $"{path}: {HowToWrite}\n{string.Join('\n', faults)}");
    }

    [Fact]
    public void Every_file_of_the_firmware_belongs_to_one_project()
    {
        var owners = NanoProject.All.Select(NanoProject.Load).SelectMany(project => project.Files.Select(file => (file, project.Name))).ToLookup(each => each.file, each => each.Name);
        var faults = new[] { "firmware/Concentrator", "firmware/Boards" }.SelectMany(folder => NanoProject.SourcesIn(Path.Combine(Repository.Root, folder)))
            .Where(file => owners[file].Count() != 1)
            .Select(file => $"{Path.GetRelativePath(Repository.Root, file)}: {(owners.Contains(file) ? string.Join(" and ", owners[file]) : "no project's; name its room in the WattlineRooms of one")}");

        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_are_those_of_the_stable_line_in_the_table(string path)
    {
        var table = ReferenceAssemblies.All.Api.Packages.ToDictionary(package => package.Id, package => package.Version);
        var packages = NanoProject.Load(path).Packages;

        Assert.Equal([.. packages.Select(package => (package.Id, table.GetValueOrDefault(package.Id, "no such package"), "netnano1.0"))], packages);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_packages_and_paths_name_the_same_assemblies_and_all_that_they_need(string path)
    {
        var project = NanoProject.Load(path);
        var packages = ReferenceAssemblies.All.Api.Packages.Where(package => project.Packages.Any(each => each.Id == package.Id)).ToArray();
        var up = string.Concat(Enumerable.Repeat("..\\", Path.GetRelativePath(Repository.Root, project.Folder).Split(Path.DirectorySeparatorChar).Length));

        Assert.Equal(packages.Select(package => package.Assembly).Order(), project.References.Order());
        Assert.Equal(packages.Select(package => $"{up}packages\\{package.Id}.{package.Version}\\lib\\{package.Assembly}.dll").Order(), project.HintPaths.Order());
        Assert.Empty(project.References.SelectMany(ReferenceAssemblies.All.Closure).Except(project.References));
        Assert.Empty(project.Projects.SelectMany(other => other.Projects).Except(project.Projects).Select(other => other.Name));
    }

    [Fact]
    public void Solution_holds_the_projects_and_never_builds_them()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "IoT.sln"));
        foreach (var path in NanoProject.All)
        {
            var line = solution.Split('\n').Single(each => each.Contains(path.Replace('/', '\\'), StringComparison.Ordinal));
            var id = line[line.LastIndexOf('{')..(line.LastIndexOf('}') + 1)];
            Assert.DoesNotContain(solution.Split('\n'), each => each.Contains(id, StringComparison.Ordinal) && each.Contains(".Build.", StringComparison.Ordinal));
        }
    }
}
