using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Wattline.Tests.NanoApi.Reference;

/// <summary>Assemblies as references, each compiled once from its rows when it is first asked for.</summary>
/// <param name="api">The rows.</param>
/// <param name="framework">What the assemblies stand on, where that is none of the rows'. The nano's rows have everything.</param>
public sealed class ReferenceAssemblies(ApiSet api, IReadOnlyList<MetadataReference>? framework = null)
{
    private readonly Dictionary<string, MetadataReference> _made = [];
    private readonly Dictionary<string, IReadOnlySet<string>> _needs = [];
    private readonly Lock _lock = new();

    public static ReferenceAssemblies All { get; } = new(new ApiSet(Path.Combine(AppContext.BaseDirectory, "Api")));

    public ApiSet Api => api;

    /// <summary>The named assembly, and those whose types its own members name.</summary>
    public IReadOnlyList<MetadataReference> With(IEnumerable<string> assemblies)
    {
        lock (_lock)
        {
            return [.. assemblies.SelectMany(Closure).Distinct().Select(Make)];
        }
    }

    /// <summary>The assembly and all that it needs, itself last.</summary>
    public IReadOnlyList<string> Closure(string assembly) => [.. Needs(assembly).SelectMany(Closure).Append(assembly).Distinct()];

    private MetadataReference Make(string assembly)
    {
        if (_made.TryGetValue(assembly, out var reference))
        {
            return reference;
        }
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, concurrentBuild: false);
        var compilation = CSharpCompilation.Create(assembly, [CSharpSyntaxTree.ParseText(new ReferenceSource(api).Write(assembly))],
            Closure(assembly).SkipLast(1).Select(Make).Concat(framework ?? []), options);
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException($"The rows of {assembly} do not make an assembly:\n" + string.Join('\n',
                result.Diagnostics.Where(fault => fault.Severity == DiagnosticSeverity.Error).Take(20)
                    .Select(fault => $"{fault.Id} {fault.GetMessage()} in: {fault.Location.SourceTree!.GetText().Lines[fault.Location.GetLineSpan().StartLinePosition.Line]}")));
        }
        return _made[assembly] = MetadataReference.CreateFromImage(image.ToArray());
    }

    private IReadOnlySet<string> Needs(string assembly)
    {
        if (_needs.TryGetValue(assembly, out var needs))
        {
            return needs;
        }
        var named = new HashSet<string>();
        foreach (var type in api.TypesOf(assembly))
        {
            named.UnionWith(ApiSet.Bases(type));
            foreach (var member in api.Members(type.Name))
            {
                named.Add(Element(member.Type));
                named.UnionWith(member.Parameters.Select(parameter => Element(parameter.Type)));
            }
        }
        // Every assembly needs System.Object's, whether a row says so or not.
        named.Add("System.Object");
        return _needs[assembly] = named.Select(api.AssemblyOf).OfType<string>().Where(other => other != assembly).ToHashSet();
    }

    private static string Element(string type) => type.Split('[')[0];
}
