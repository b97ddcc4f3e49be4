namespace Wattline.Tests.NanoApi.Reference;

/// <summary>A parameter of a method or an indexer.</summary>
/// <param name="Modifier">ref, out, params, or empty.</param>
/// <param name="Default">The default value as a C# literal, or null where there is none.</param>
public sealed record ApiParameter(string Modifier, string Type, string Name, string? Default)
{
    public static ApiParameter Parse(string text)
    {
        var equals = text.IndexOf(" = ", StringComparison.Ordinal);
        var words = (equals < 0 ? text : text[..equals]).Split(' ');
        return new ApiParameter(words.Length == 3 ? words[0] : "", words[^2], words[^1], equals < 0 ? null : text[(equals + 3)..]);
    }
}
