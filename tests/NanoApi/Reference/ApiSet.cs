namespace Wattline.Tests.NanoApi.Reference;

/// <summary>All rows of <c>Api/*.tsv</c>: which assembly declares which type, and the members of each.</summary>
public sealed class ApiSet
{
    private readonly Dictionary<string, ApiRow> _types = [];
    private readonly Dictionary<string, string> _assemblyOf = [];
    private readonly ILookup<string, ApiRow> _members;

    public ApiSet(string folder)
    {
        var members = new List<ApiRow>();
        Packages = [.. Lines(Path.Combine(folder, "packages.tsv")).Select(NanoPackage.Parse)];
        foreach (var package in Packages)
        {
            foreach (var row in Lines(Path.Combine(folder, package.Assembly + ".tsv")).Select(ApiRow.Parse))
            {
                if (row.Kind == 'T')
                {
                    _types.Add(row.Name, row);
                    _assemblyOf.Add(row.Name, package.Assembly);
                }
                else
                {
                    // The id of a constructor is Type.#ctor: the owner is cut at the last point like any other's.
                    members.Add(row);
                }
            }
        }
        _members = members.ToLookup(row => row.Owner);
    }

    public IReadOnlyList<NanoPackage> Packages { get; }

    public ApiRow? Type(string name) => _types.GetValueOrDefault(name);

    public string? AssemblyOf(string type) => _assemblyOf.GetValueOrDefault(type);

    public IEnumerable<ApiRow> TypesOf(string assembly) => _types.Values.Where(type => _assemblyOf[type.Name] == assembly);

    public IEnumerable<ApiRow> Members(string type) => _members[type];

    public IEnumerable<ApiRow> NestedTypes(string type) => _types.Values.Where(row => row.Owner == type);

    public bool IsNested(ApiRow type) => _types.ContainsKey(type.Owner);

    public static IReadOnlyList<string> Bases(ApiRow type) => type.Type.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The class that a class extends; null for System.Object.</summary>
    public ApiRow? BaseClass(ApiRow type) => Bases(type).Select(Type).FirstOrDefault(row => row is not null && !row.Is("interface"));

    /// <summary>All interfaces that the type states, with those that they extend.</summary>
    public IEnumerable<ApiRow> Interfaces(ApiRow type) => Bases(type).Select(Type).OfType<ApiRow>()
        .Where(row => row.Is("interface"))
        .SelectMany(row => Interfaces(row).Prepend(row))
        .Distinct();

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#');
}
