using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Wattline.Tests.NanoApi.Projects;
using Xunit;

namespace Wattline.Tests.NanoApi.Limits;

/// <summary>
/// What one assembly may hold at most: the device addresses the code and the strings of an assembly by 16 bits, and its build
/// refuses more ("Byte code table overflow"). Measured without optimization, as nanoFramework's projects are built.
/// </summary>
public sealed class DeviceLimitsTests
{
    // 65,535, and less 2 %: by so much another version of the compiler makes the same code longer.
    private const int TableMax = 64_000;

    public static TheoryData<string> Projects => FirmwareTests.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void Code_of_an_assembly_fits_the_devices_table(string project)
    {
        using var image = Emit(project);
        var reader = image.GetMetadataReader();

        Say(project, "code", reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0)
            .Sum(method => DeviceCode.BytesOf(image.GetMethodBody(method.RelativeVirtualAddress))));
    }

    // Names and literals share a table; on the device a literal has a byte a character.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Strings_of_an_assembly_fit_the_devices_table(string project)
    {
        using var image = Emit(project);
        var reader = image.GetMetadataReader();

        Say(project, "strings", reader.GetHeapSize(HeapIndex.String) + (reader.GetHeapSize(HeapIndex.UserString) / 2));
    }

    private static PEReader Emit(string project)
    {
        var image = new MemoryStream();
        Assert.True(NanoCompiler.Compile(NanoProject.Load(project)).Emit(image).Success);
        image.Position = 0;
        return new PEReader(image);
    }

    private static void Say(string project, string what, int bytes)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{project}: {bytes} of {TableMax} bytes of {what}");
        Assert.True(bytes <= TableMax,
            $"{project}: {bytes} bytes of {what}, and an assembly of the device holds {TableMax}. Give a room to another project, or make one (firmware/README.md).");
    }
}
