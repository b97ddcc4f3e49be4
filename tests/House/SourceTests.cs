using System.Text.RegularExpressions;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.House;

public sealed partial class SourceTests
{
    /// <summary>Past this a second room is usually hiding in the file.</summary>
    private const int LinesMax = 500;

    [Fact]
    public void Files_stay_short_enough_to_read() =>
        Assert.Empty(RepositoryRoot.Files("*.cs").Select(file => (File: file, Lines: File.ReadLines(file).Count()))
            .Where(entry => entry.Lines > LinesMax).Select(entry => $"{entry.File}: {entry.Lines} lines"));

    [Fact]
    public void Nothing_is_left_unfinished() =>
        Assert.Empty(RepositoryRoot.Files("*.cs").Where(file => !file.EndsWith("SourceTests.cs", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => Unfinished().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")));

    [Fact]
    public void Log_events_have_numbers_of_their_own()
    {
        var numbers = RepositoryRoot.Files("*.cs")
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => EventId().Matches(File.ReadAllText(file)).Select(match => (Number: int.Parse(match.Groups[1].Value, null), File: file)))
            .ToList();
        Assert.Empty(numbers.GroupBy(entry => entry.Number).Where(group => group.Count() > 1)
            .Select(group => $"event {group.Key}: {string.Join(", ", group.Select(entry => entry.File))}"));
    }

    /// <summary>What users of other systems suffer from has thirteen points; each has a test that carries its number (<c>Point_7_…</c>), in the room that is to blame.</summary>
    [Fact]
    public void Every_point_of_the_users_list_has_a_test_with_its_number()
    {
        var tests = string.Concat(RepositoryRoot.Files("*Tests.cs").Where(static file => !file.EndsWith("SourceTests.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.All(Enumerable.Range(1, 13), point => Assert.Contains($"void Point_{point}_", tests, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|Skip\s*=\s*""")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"LoggerMessage\((?:[^)]*EventId\s*=\s*|\s*)(\d+)")]
    private static partial Regex EventId();
}
