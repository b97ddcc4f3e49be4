using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wattline.Tests.NanoApi.Reference;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.SdkApi;

/// <summary>Adapters to packages that not every feed holds compile against what the packages offer.</summary>
public sealed class AdapterTests
{
    /// <summary>What the SDK adds by itself to a project (ImplicitUsings).</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly ReferenceAssemblies _sdk = new(new ApiSet(Path.Combine(AppContext.BaseDirectory, "Api")), Framework.References);

    /// <summary>The adapters: their folder, the assemblies of their SDK, and a call of it.</summary>
    public static TheoryData<string, string, string> Adapters { get; } = new()
    {
        { "cloud/Adapters/EventHubs", "Azure.Messaging.EventHubs.Processor Azure.Messaging.EventHubs Azure.Storage.Blobs", ".StartProcessingAsync(" },
        { "gateway/Adapters/EventHubs", "Azure.Messaging.EventHubs", ".CreateBatchAsync(" },
        { "gateway/Adapters/MqttNet", "MQTTnet", ".ConnectAsync(" },
    };

    [Theory]
    [MemberData(nameof(Adapters))]
    public void An_adapter_compiles_against_its_SDK(string folder, string assemblies, string call)
    {
        Assert.Contains(Sources(folder), text => text.Contains(call, StringComparison.Ordinal));
        Assert.Empty(Faults(Sources(folder), assemblies));
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void What_the_SDK_does_not_offer_does_not_compile(string folder, string assemblies, string call)
    {
        var broken = Sources(folder).Select(text => text.Replace(call, $"{call[..^1]}InSomeOtherWay(", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(broken.Except(Sources(folder)));
        Assert.NotEmpty(Faults(broken, assemblies));
    }

    [Fact]
    public void Every_adapter_is_compiled_here() => Assert.Equal(
        RepositoryRoot.Files("*.csproj").Where(project => project.Contains($"{Path.DirectorySeparatorChar}Adapters{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(project => Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(project)!).Replace(Path.DirectorySeparatorChar, '/')).Order(),
        Adapters.Select(row => row.Data.Item1).Order());

    private static List<string> Sources(string folder) =>
    [
        .. RepositoryRoot.Files("*.cs").Where(file => file.StartsWith(RepositoryRoot.Combine(folder.Split('/')) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(File.ReadAllText),
    ];

    private static List<string> Faults(IReadOnlyList<string> sources, string assemblies)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: ["SDK_PACKAGES", "NET", "NET10_0"]);
        var compilation = CSharpCompilation.Create(
            "Adapter",
            sources.Append(ImplicitUsings).Select(source => CSharpSyntaxTree.ParseText(source, options)),
            Framework.References.Concat(_sdk.With(assemblies.Split(' '))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));
        return [.. compilation.Emit(Stream.Null).Diagnostics.Where(fault => fault.Severity >= DiagnosticSeverity.Warning).Select(fault => fault.ToString())];
    }
}
