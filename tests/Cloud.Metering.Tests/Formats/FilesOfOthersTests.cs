using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Formats;

/// <summary>Files that others wrote, where they are on the machine (WATTLINE_NEM12, else ../shared/data/nem12): what they state was counted by another program.</summary>
public sealed class FilesOfOthersTests
{
    private static readonly string _folder = Environment.GetEnvironmentVariable("WATTLINE_NEM12") ?? Path.GetFullPath(RepositoryRoot.Combine("..", "shared", "data", "nem12"));

    public static TheoryData<string> Lines => new(File.ReadLines(RepositoryRoot.Combine("tests", "Cloud.Metering.Tests", "Formats", "nem12-files.txt")).Where(static line => line.Length > 0 && line[0] != '#'));

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_NEM12_file_imports_to_the_intervals_that_it_states_or_is_refused_with_its_reason(string line)
    {
        var parts = line.Split("  ");
        var path = Path.Combine(_folder, parts[0]);
        Assert.SkipUnless(File.Exists(path), $"{path} is not on this machine");
        var file = Nem12Reader.Read(File.ReadAllText(path));
        if (parts[1] == "refused")
        {
            Assert.Equal(parts[2], file.Fault?.Line.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Contains(parts[3], file.Fault!.Reason, StringComparison.Ordinal);
            return;
        }

        Assert.True(file.Fault is null, $"{parts[0]}: {file.Fault}");
        var intervals = Nem12Intervals.Of(file, out var fault);
        Assert.True(fault is null, $"{parts[0]}: {fault}");
        int Count(IntervalOrigin origin) => intervals.Count(one => one.Origin == origin);
        var sum = intervals.Where(static one => one.Origin != IntervalOrigin.Missing).Sum(static one => one.Amount.ToDecimal());
        Assert.Equal(
            string.Join("  ", parts[1..]),
            $"{intervals.Count}  {Text(sum)}  {Count(IntervalOrigin.Profile)}/{Count(IntervalOrigin.Estimated)}/{Count(IntervalOrigin.Missing)}");
    }

    private static string Text(decimal number) => (number / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
