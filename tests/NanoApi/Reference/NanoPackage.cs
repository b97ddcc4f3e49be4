namespace Wattline.Tests.NanoApi.Reference;

/// <summary>A row of <c>Api/packages.tsv</c>.</summary>
public sealed record NanoPackage(string Id, string Version, string Assembly)
{
    public static NanoPackage Parse(string line)
    {
        var fields = line.Split('\t');
        return new NanoPackage(fields[0], fields[1], fields[2]);
    }
}
