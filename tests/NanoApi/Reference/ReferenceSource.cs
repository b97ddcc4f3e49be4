using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Wattline.Tests.NanoApi.Reference;

/// <summary>
/// Writes C# that declares what the rows of one assembly state, and does nothing: enough to compile against.
/// Attribute arguments and explicit implementations are not in the rows; the latter are made up where an interface demands them.
/// </summary>
public sealed class ReferenceSource(ApiSet api)
{
    private readonly StringBuilder _text = new();

    public string Write(string assembly)
    {
        _text.Clear();
        foreach (var type in api.TypesOf(assembly).Where(type => !api.IsNested(type)))
        {
            _text.Append("namespace ").Append(type.Owner).Append(" {\n");
            WriteType(type);
            _text.Append("}\n");
        }
        return _text.ToString();
    }

    private void WriteType(ApiRow type)
    {
        WriteObsolete(type);
        if (type.Is("delegate"))
        {
            var invoke = api.Members(type.Name).Single(row => row.Member == "Invoke");
            _text.Append("public delegate ").Append(Name(invoke.Type)).Append(' ').Append(Identifier(type.Member))
                .Append('(').Append(Parameters(invoke)).Append(");\n");
            return;
        }
        if (type.Is("enum"))
        {
            _text.Append("public enum ").Append(Identifier(type.Member)).Append(" : ").Append(Name(type.Type)).Append(" {\n");
            foreach (var constant in api.Members(type.Name))
            {
                WriteObsolete(constant);
                _text.Append(Identifier(constant.Member)).Append(" = ").Append(constant.Detail).Append(",\n");
            }
            _text.Append("}\n");
            return;
        }
        var kind = type.Is("interface") ? "interface" : type.Is("struct") ? "struct" : "class";
        var modifiers = kind != "class" ? "" : type.Is("static") ? "static " : type.Is("abstract") ? "abstract " : type.Is("sealed") ? "sealed " : "";
        var bases = ApiSet.Bases(type).Where(name => name is not ("System.Object" or "System.ValueType")).ToArray();
        _text.Append("public ").Append(modifiers).Append(kind).Append(' ').Append(Identifier(type.Member))
            .Append(bases.Length == 0 ? "" : " : " + string.Join(", ", bases.Select(Name))).Append(" {\n");
        foreach (var nested in api.NestedTypes(type.Name))
        {
            WriteType(nested);
        }
        foreach (var member in api.Members(type.Name))
        {
            WriteMember(type, member);
        }
        if (kind == "struct")
        {
            // Without a field every local of the struct would count as assigned.
            _text.Append("private int _hidden;\n");
        }
        if (kind == "class" && !type.Is("static") && !api.Members(type.Name).Any(row => row.Member == "#ctor"))
        {
            _text.Append("internal ").Append(Identifier(type.Member)).Append("()").Append(BaseCall(type)).Append(" => throw null;\n");
        }
        if (kind != "interface")
        {
            WriteExplicitImplementations(type);
        }
        _text.Append("}\n");
    }

    private void WriteMember(ApiRow type, ApiRow row)
    {
        WriteObsolete(row);
        var inInterface = type.Is("interface");
        var name = Identifier(row.Member);
        switch (row.Kind)
        {
            case 'F':
                _text.Append(Modifiers(type, row)).Append(Name(row.Type)).Append(' ').Append(name)
                    .Append(row.Is("const") ? " = " + Constant(row) : "").Append(";\n");
                break;
            case 'E':
                _text.Append(Modifiers(type, row)).Append("event ").Append(Name(row.Type)).Append(' ').Append(name)
                    .Append(row.Is("abstract") ? ";\n" : " { add => throw null; remove => throw null; }\n");
                break;
            case 'P' when row.Parameters.Count > 0:
                if (row.Member != "Item")
                {
                    _text.Append("[global::System.Runtime.CompilerServices.IndexerName(\"").Append(row.Member).Append("\")]\n");
                }
                _text.Append(Modifiers(type, row)).Append(Name(row.Type)).Append(" this[").Append(Parameters(row)).Append(']').Append(Accessors(row));
                break;
            case 'P':
                _text.Append(Modifiers(type, row)).Append(Name(row.Type)).Append(' ').Append(name).Append(Accessors(row));
                break;
            case 'M' when row.Member == "#ctor":
                _text.Append(Modifiers(type, row)).Append(Identifier(type.Member)).Append('(').Append(Parameters(row)).Append(')')
                    .Append(type.Is("struct") ? "" : BaseCall(type)).Append(" => throw null;\n");
                break;
            case 'M' when row.Member == "Finalize":
                _text.Append('~').Append(Identifier(type.Member)).Append("() { }\n");
                break;
            case 'M' when row.Member is "op_Implicit" or "op_Explicit":
                _text.Append("public static ").Append(row.Member == "op_Implicit" ? "implicit" : "explicit").Append(" operator ")
                    .Append(Name(row.Type)).Append('(').Append(Parameters(row)).Append(") => throw null;\n");
                break;
            case 'M':
                var method = row.Member.StartsWith("op_", StringComparison.Ordinal)
                    ? "operator " + SyntaxFacts.GetText(SyntaxFacts.GetOperatorKind(row.Member)) : name;
                _text.Append(Modifiers(type, row)).Append(Name(row.Type)).Append(' ').Append(method)
                    .Append('(').Append(Parameters(row)).Append(')').Append(inInterface || row.Is("abstract") ? ";\n" : " => throw null;\n");
                break;
            default:
                throw new FormatException($"{row.Name}: kind {row.Kind} is unknown.");
        }
    }

    /// <summary>What the type's interfaces demand and neither it nor a base shows is there as an explicit implementation.</summary>
    private void WriteExplicitImplementations(ApiRow type)
    {
        var shown = new HashSet<string>();
        for (var at = type; at is not null; at = api.BaseClass(at))
        {
            shown.UnionWith(api.Members(at.Name).Where(row => row.Is("public")).Select(row => row.Signature + row.Type));
        }
        foreach (var demand in api.Interfaces(type).SelectMany(face => api.Members(face.Name)))
        {
            if (shown.Contains(demand.Signature + demand.Type))
            {
                continue;
            }
            var member = Name(demand.Owner) + "." + (demand.Parameters.Count > 0 && demand.Kind == 'P' ? "this" : Identifier(demand.Member));
            _text.Append(demand.Kind == 'E' ? "event " : "").Append(Name(demand.Type)).Append(' ').Append(member).Append(demand.Kind switch
            {
                'M' => $"({Parameters(demand)}) => throw null;\n",
                'E' => " { add => throw null; remove => throw null; }\n",
                _ => (demand.Parameters.Count > 0 ? $"[{Parameters(demand)}]" : "") + Accessors(demand, withBody: true),
            });
        }
    }

    /// <summary>A call of the shortest constructor that the base class has, where it has none without parameters.</summary>
    private string BaseCall(ApiRow type)
    {
        var shortest = api.BaseClass(type) is not { } parent ? null
            : api.Members(parent.Name).Where(row => row.Member == "#ctor").OrderBy(row => row.Parameters.Count).FirstOrDefault();
        return shortest is null || shortest.Parameters.Count == 0 ? ""
            : $" : base({string.Join(", ", shortest.Parameters.Select(parameter => $"default({Name(parameter.Type)})"))})";
    }

    private static string Modifiers(ApiRow type, ApiRow row)
    {
        if (type.Is("interface"))
        {
            return "";
        }
        var text = row.Is("protected") ? "protected " : "public ";
        foreach (var word in new[] { "static", "const", "readonly", "abstract", "override", "virtual" })
        {
            // A constant is static by itself, and nothing can be overridden in a sealed type.
            if (row.Is(word) && !(word == "static" && row.Is("const")) && !(word == "virtual" && type.Is("sealed")))
            {
                text += word + " ";
            }
        }
        return text;
    }

    private static string Accessors(ApiRow row, bool withBody = false) => row.Is("abstract") && !withBody
        ? row.HasSetter ? " { get; set; }\n" : " { get; }\n"
        : row.HasSetter ? " { get => throw null; set => throw null; }\n" : " { get => throw null; }\n";

    private string Parameters(ApiRow row) => string.Join(", ", row.Parameters.Select(parameter =>
        $"{(parameter.Modifier.Length == 0 ? "" : parameter.Modifier + " ")}{Name(parameter.Type)} @{parameter.Name}{Default(parameter)}"));

    private string Default(ApiParameter parameter)
    {
        if (parameter.Default is null)
        {
            return "";
        }
        var type = api.Type(parameter.Type);
        return parameter.Default == "null" ? $" = default({Name(parameter.Type)})"
            : type is not null && type.Is("enum") ? $" = ({Name(parameter.Type)}){parameter.Default}"
            : " = " + parameter.Default;
    }

    private string Constant(ApiRow row) => row.Detail switch
    {
        "NaN" => "0.0f / 0.0f",
        "Infinity" => "1.0f / 0.0f",
        "-Infinity" => "-1.0f / 0.0f",
        _ when row.Type == "System.Single" => row.Detail + "f",
        _ when api.Type(row.Type) is { } type && type.Is("enum") => $"({Name(row.Type)}){row.Detail}",
        _ => row.Detail,
    };

    private void WriteObsolete(ApiRow row)
    {
        if (row.Is("obsolete"))
        {
            _text.Append("[global::System.Obsolete]\n");
        }
    }

    // A namespace nanoFramework.System hides System: nothing but global:: is safe.
    private static string Name(string type) => type == "System.Void" ? "void" : "global::" + type;

    private static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
