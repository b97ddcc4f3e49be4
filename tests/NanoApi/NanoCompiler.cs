using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Wattline.Tests.NanoApi.Projects;
using Wattline.Tests.NanoApi.Reference;
using Wattline.Tests.NanoApi.Rules;

namespace Wattline.Tests.NanoApi;

/// <summary>Compiles firmware as the device's build does: the newest C# syntax, nanoFramework's API, and nothing else.</summary>
public static class NanoCompiler
{
    private static readonly ConcurrentDictionary<string, Lazy<CSharpCompilation>> _made = new();

    public static CSharpCompilation Compile(NanoProject project) =>
        _made.GetOrAdd(project.Path, _ => new Lazy<CSharpCompilation>(() => Make(project))).Value;

    private static CSharpCompilation Make(NanoProject project)
    {
        var references = ReferenceAssemblies.All.With(project.References)
            .Concat(project.Projects.Select(other => (MetadataReference)Compile(other).ToMetadataReference()));
        var trees = project.Files.Select(file => Parse(File.ReadAllText(file), Path.GetRelativePath(Repository.Root, file)));
        return Create(project.Name, trees, references, project.IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary);
    }

    /// <summary>One snippet against every assembly that the firmware may use.</summary>
    public static CSharpCompilation Compile(string source) => Create("Snippet", [Parse(source, "Snippet.cs")],
        ReferenceAssemblies.All.With(ReferenceAssemblies.All.Api.Packages.Select(package => package.Assembly)));

    /// <summary>What the compiler says, up to and with Emit: yield, async and dynamic fail only there.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(CSharpCompilation compilation) => compilation.Emit(Stream.Null).Diagnostics;

    /// <summary>What compiles and then fails on the device.</summary>
    public static IReadOnlyList<string> Banned(CSharpCompilation compilation) =>
        [.. compilation.SyntaxTrees.SelectMany(tree => BannedOnDevice.Check(compilation.GetSemanticModel(tree)))];

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(
        SourceText.From(source), new CSharpParseOptions(LanguageVersion.Latest), path);

    private static CSharpCompilation Create(string name, IEnumerable<SyntaxTree> trees, IEnumerable<MetadataReference> references,
        OutputKind kind = OutputKind.DynamicallyLinkedLibrary) =>
        CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(kind,
            warningLevel: 4, concurrentBuild: false));
}
