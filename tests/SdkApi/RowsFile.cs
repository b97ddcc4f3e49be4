using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wattline.Tests.Shared;

namespace Wattline.Tests.SdkApi;

/// <summary>A file of rows: what an SDK's assembly offers of the types that an adapter uses.</summary>
internal sealed class RowsFile
{
    private static readonly SymbolDisplayFormat _typeName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.ExpandNullable);

    private readonly string _path;
    private readonly string[] _all;

    private RowsFile(string path) => (_path, _all) = (path, File.ReadAllLines(path));

    public IReadOnlyList<string> Lines => [.. _all.Where(static line => line.Length > 0 && line[0] != '#')];

    public IReadOnlyList<string> Types => [.. Lines.Where(static line => line.StartsWith("T:", StringComparison.Ordinal)).Select(static line => line.Split('\t')[0])];

    public static RowsFile Of(string assembly) => new(RepositoryRoot.Combine("tests", "SdkApi", "Api", assembly + ".tsv"));

    /// <summary>
    /// The rows of some types as an assembly has them. What names a type that is neither .NET's nor in any rows is left out, and so is a base
    /// that is not; what overrides such a base's member is the type's own then.
    /// </summary>
    /// <param name="types">The types.</param>
    /// <param name="assemblyFile">The assembly.</param>
    /// <param name="others">Assemblies that it stands on, beside .NET.</param>
    public static IReadOnlyList<string> Read(IReadOnlyList<string> types, string assemblyFile, IEnumerable<string> others)
    {
        var compilation = CSharpCompilation.Create("Rows", references: Framework.References.Concat(others.Append(assemblyFile).Select(static file => MetadataReference.CreateFromFile(file))));
        var framework = Framework.References.Select(compilation.GetAssemblyOrModuleSymbol).ToHashSet(SymbolEqualityComparer.Default);
        var elsewhere = Directory.GetFiles(RepositoryRoot.Combine("tests", "SdkApi", "Api")).SelectMany(static file => new RowsFile(file).Types).ToHashSet();
        var named = types.Select(id => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol
            ?? throw new InvalidOperationException($"{assemblyFile} has no {id}.")).ToHashSet<ISymbol>(SymbolEqualityComparer.Default);
        var assembly = named.First().ContainingAssembly;
        return
        [
            .. named.Cast<INamedTypeSymbol>().SelectMany(type => type.GetMembers().Where(member => IsOffered(member) && !IsKnownOfABase(member) && Uses(member).All(IsKnown)).Select(Row).Prepend(TypeRow(type)))
                .Order(StringComparer.Ordinal),
        ];

        bool IsKnown(ITypeSymbol type) => type switch
        {
            IArrayTypeSymbol array => IsKnown(array.ElementType),
            INamedTypeSymbol other => (framework.Contains(other.ContainingAssembly) || named.Contains(other.OriginalDefinition)
                || (!SymbolEqualityComparer.Default.Equals(other.ContainingAssembly, assembly) && elsewhere.Contains(other.OriginalDefinition.GetDocumentationCommentId()!))) && other.TypeArguments.All(IsKnown),
            _ => false,
        };

        bool IsKnownOfABase(ISymbol member) => ((member as IMethodSymbol)?.OverriddenMethod ?? (ISymbol?)(member as IPropertySymbol)?.OverriddenProperty) is { } overridden && IsKnown(overridden.ContainingType);

        string TypeRow(INamedTypeSymbol type)
        {
            var bases = type.TypeKind == TypeKind.Enum ? [type.EnumUnderlyingType!]
                : type.Interfaces.Prepend(type.BaseType).OfType<INamedTypeSymbol>().Where(other => other.SpecialType != SpecialType.System_Object && IsKnown(other));
            var kind = type.TypeKind.ToString().ToLowerInvariant();
            return $"{type.GetDocumentationCommentId()}\t{kind} {Flags(type)}\t{string.Join(", ", bases.Select(Name))}\t";
        }
    }

    public void Write(IReadOnlyList<string> rows) => File.WriteAllLines(_path, [.. _all.Where(static line => line.StartsWith('#')), .. rows]);

    /// <summary>What others may use; of an abstract class also what they build on.</summary>
    private static bool IsOffered(ISymbol member) => (member.DeclaredAccessibility == Accessibility.Public
        || (member is { DeclaredAccessibility: Accessibility.Protected, ContainingType.IsAbstract: true } and IMethodSymbol { MethodKind: MethodKind.Constructor })) && member switch
        {
            IMethodSymbol method => method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor && !method.IsGenericMethod && method.ContainingType.TypeKind != TypeKind.Enum,
            IPropertySymbol property => !property.IsIndexer,
            IFieldSymbol field => field.HasConstantValue,
            IEventSymbol => true,
            _ => false,
        };

    private static IEnumerable<ITypeSymbol> Uses(ISymbol member) => member switch
    {
        IMethodSymbol method => method.Parameters.Select(static parameter => parameter.Type).Append(method.ReturnType),
        IPropertySymbol property => [property.Type],
        IFieldSymbol field => [field.Type],
        IEventSymbol happening => [happening.Type],
        _ => [],
    };

    private static string Row(ISymbol member)
    {
        var (type, detail) = member switch
        {
            IMethodSymbol method => (Name(method.ReturnType), string.Join("; ", method.Parameters.Select(Parameter))),
            // Who may set it only at its making may not set it: an adapter reads it.
            IPropertySymbol property => (Name(property.Type), property.SetMethod is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public } ? " get set" : " get "),
            IFieldSymbol field => (Name(field.Type), field.ConstantValue is string text ? Value(text) : Convert.ToString(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture)!),
            IEventSymbol happening => (Name(happening.Type), ""),
            _ => throw new InvalidOperationException($"{member} is no member."),
        };
        return $"{member.GetDocumentationCommentId()}\t{Flags(member)}\t{type}\t{detail}";
    }

    private static string Parameter(IParameterSymbol parameter)
    {
        var modifier = parameter.RefKind switch { RefKind.Ref => "ref ", RefKind.Out => "out ", _ => parameter.IsParams ? "params " : "" };
        return $"{modifier}{Name(parameter.Type)} {parameter.Name}{(parameter.HasExplicitDefaultValue ? " = " + Value(parameter.ExplicitDefaultValue) : "")}";
    }

    private static string Value(object? value) => value is null ? "null" : SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!;

    private static string Flags(ISymbol symbol)
    {
        var flags = new List<string> { symbol.DeclaredAccessibility == Accessibility.Protected ? "protected" : "public" };
        if (symbol.IsStatic) flags.Add("static");
        if (symbol is IFieldSymbol) flags.Add("const");
        if (symbol.IsAbstract) flags.Add("abstract");
        if (symbol is INamedTypeSymbol { IsSealed: true }) flags.Add("sealed");
        if (symbol.IsVirtual) flags.Add("virtual");
        return string.Join(' ', flags);
    }

    private static string Name(ITypeSymbol type) => type.ToDisplayString(_typeName).Replace(", ", ",", StringComparison.Ordinal);
}
