namespace Wattline.Tests.NanoApi.Reference;

/// <summary>One public or protected member, as a line of <c>Api/*.tsv</c> states it.</summary>
/// <param name="Kind">T type, M method, P property, F field, E event: the first letter of the documentation id.</param>
/// <param name="Name">The documentation id without its kind and its list of parameters.</param>
/// <param name="Flags">Modifiers; for a type also its kind.</param>
/// <param name="Type">The type of the member, or the bases of the type.</param>
/// <param name="Detail">Parameters of a method; parameters and accessors of a property; value of a constant.</param>
public sealed record ApiRow(char Kind, string Name, IReadOnlySet<string> Flags, string Type, string Detail)
{
    public static ApiRow Parse(string line)
    {
        var fields = line.Split('\t');
        var id = fields[0][2..];
        var end = id.IndexOfAny(['(', '~']);
        return new ApiRow(line[0], end < 0 ? id : id[..end], fields[1].Split(' ').ToHashSet(), fields[2], fields[3]);
    }

    public bool Is(string flag) => Flags.Contains(flag);

    /// <summary>The last part of the name.</summary>
    public string Member => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The type that declares the member.</summary>
    public string Owner => Name[..Name.LastIndexOf('.')];

    /// <summary>Parameters as the rows write them, <c>[ref|out|params] type name [= default]</c>.</summary>
    public IReadOnlyList<ApiParameter> Parameters
    {
        get
        {
            var text = Detail;
            if (Kind == 'P')
            {
                text = text.EndsWith(" get set", StringComparison.Ordinal) ? text[..^" get set".Length]
                    : text.EndsWith(" get ", StringComparison.Ordinal) ? text[..^" get ".Length]
                    : throw new FormatException($"{Name}: accessors expected in '{text}'.");
            }
            return text.Length == 0 || Kind is not ('M' or 'P') ? [] : [.. text.Split("; ").Select(ApiParameter.Parse)];
        }
    }

    public bool HasSetter => Detail.EndsWith("set", StringComparison.Ordinal);

    /// <summary>What tells overloads apart.</summary>
    public string Signature => $"{Kind}:{Member}({string.Join(',', Parameters.Select(p => p.Modifier + p.Type))})";
}
