using Xunit;

namespace Wattline.Tests.NanoApi.Reference;

public sealed class ReferenceAssembliesTests
{
    public static TheoryData<string> Assemblies { get; } = [.. ReferenceAssemblies.All.Api.Packages.Select(package => package.Assembly)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_rows_of_every_assembly_make_an_assembly(string assembly) =>
        Assert.NotEmpty(ReferenceAssemblies.All.With([assembly]));
}
