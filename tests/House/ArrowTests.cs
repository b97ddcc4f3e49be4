using System.Xml.Linq;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.House;

public sealed class ArrowTests
{
    [Fact]
    public void Rooms_look_only_where_their_arrows_point()
    {
        var faults = new List<string>();
        foreach (var project in RepositoryRoot.Files("*.csproj"))
        {
            var room = RoomOf(project);
            if (room.StartsWith("tests/", StringComparison.Ordinal))
                continue;
            if (!Arrows.Allowed.TryGetValue(room, out var allowed))
            {
                faults.Add($"{room} is a new room: write its arrows into tests/House/Arrows.cs.");
                continue;
            }
            faults.AddRange(References(project).Where(target => !allowed.Any(rule => Matches(rule, target)))
                .Select(target => $"{room} must not look into {target}."));
        }
        Assert.Empty(faults);
    }

    [Fact]
    public void A_forbidden_arrow_is_seen()
    {
        Assert.False(Matches("gateway/Domain", "gateway/Mqtt"));
        Assert.True(Matches("gateway/*", "gateway/Mqtt"));
        Assert.False(Matches("gateway/*", "cloud/Store"));
        Assert.NotEmpty(References(RepositoryRoot.Combine("simulators", "Lab", "Wattline.Simulators.Lab.csproj")));
    }

    [Fact]
    public void Project_files_carry_their_full_name()
    {
        var faults = RepositoryRoot.Files("*.csproj").Where(project =>
        {
            var room = RoomOf(project);
            var parts = room.Split('/').Select(part => char.ToUpperInvariant(part[0]) + part[1..]);
            return Path.GetFileNameWithoutExtension(project) != "Wattline." + string.Join('.', parts);
        });
        Assert.Empty(faults);
    }

    private static bool Matches(string rule, string room) =>
        rule.EndsWith("/*", StringComparison.Ordinal) ? room.StartsWith(rule[..^1], StringComparison.Ordinal) : rule == room;

    private static IEnumerable<string> References(string project) =>
        from reference in XDocument.Load(project).Descendants("ProjectReference")
        let target = ((string)reference.Attribute("Include")!).Replace('\\', Path.DirectorySeparatorChar)
        select RoomOf(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, target)));

    private static string RoomOf(string project) =>
        Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(project)!).Replace(Path.DirectorySeparatorChar, '/');
}
