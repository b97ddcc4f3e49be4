namespace Wattline.Tests.Shared.Vectors;

/// <summary>One telegram beside its meaning, or beside the class of reason for refusing it. See tests/Vectors/README.md.</summary>
/// <param name="Line">Line of the file where it begins.</param>
/// <param name="Id">Unique in its file.</param>
/// <param name="From">Where the fact is from: field, manual, constructed, or broken from another vector.</param>
/// <param name="Direction">request, response, or null where nobody can tell.</param>
/// <param name="Kind">frame; sequence: several frames that make one answer; stream: frames among other bytes.</param>
/// <param name="Frames">The bytes on the wire.</param>
/// <param name="Refuse">Null for a good one, else the class of the reason.</param>
/// <param name="Meaning">Keys and their text in the file's order; a key that is repeated is a list.</param>
public sealed record Vector(
    int Line,
    string Id,
    string From,
    string? Direction,
    string Kind,
    IReadOnlyList<byte[]> Frames,
    string? Refuse,
    IReadOnlyList<KeyValuePair<string, string>> Meaning)
{
    public bool Valid => Refuse is null;

    /// <summary>The only frame, for a vector that has one.</summary>
    public byte[] Frame => Frames.Count == 1 ? Frames[0] : throw new InvalidOperationException($"{Id} has {Frames.Count} frames.");

    /// <summary>The first text of a key, or null.</summary>
    public string? Text(string key) => Meaning.FirstOrDefault(pair => pair.Key == key).Value;

    public override string ToString() => Id;
}
