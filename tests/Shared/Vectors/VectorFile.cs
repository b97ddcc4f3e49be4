namespace Wattline.Tests.Shared.Vectors;

/// <summary>Reads vector files: blocks of <c>key = value</c>, a blank line between two, an error for each line that does not fit.</summary>
/// <param name="Vectors">The vectors without errors.</param>
/// <param name="Errors">"file(line): what is wrong".</param>
public sealed record VectorFile(IReadOnlyList<Vector> Vectors, IReadOnlyList<string> Errors)
{
    private static readonly string[] _kinds = ["frame", "sequence", "stream"];
    private static readonly string[] _directions = ["request", "response"];

    /// <summary>All vectors of <c>{protocol}.txt</c> beside the running tests.</summary>
    /// <exception cref="InvalidDataException">The file has errors; all are named.</exception>
    public static IReadOnlyList<Vector> Load(string protocol)
    {
        string name = protocol + ".txt";
        var file = Parse(name, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", name)));
        return file.Errors.Count == 0 ? file.Vectors : throw new InvalidDataException(string.Join('\n', file.Errors));
    }

    public static VectorFile Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var vectors = new List<Vector>();
        var errors = new List<string>();
        var ids = new HashSet<string>();
        var block = new List<(int Line, string Key, string? Value)>();
        string[] lines = text.Split('\n');
        for (int i = 0; i <= lines.Length; i++)
        {
            string line = i < lines.Length ? lines[i].Trim() : "";
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.Length == 0)
            {
                if (block.Count > 0)
                {
                    int before = errors.Count;
                    var vector = Build(block, (at, what) => errors.Add($"{name}({at}): {what}"), ids);
                    if (errors.Count == before) vectors.Add(vector);
                    block.Clear();
                }

                continue;
            }

            int equals = line.IndexOf('=', StringComparison.Ordinal);
            block.Add(equals < 0 ? (i + 1, line, null) : (i + 1, line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart()));
        }

        return new VectorFile(vectors, errors);
    }

    private static Vector Build(List<(int Line, string Key, string? Value)> block, Action<int, string> error, HashSet<string> ids)
    {
        int first = block[0].Line;
        string? id = null, from = null, direction = null, kind = null, refuse = null;
        bool valid = false;
        var frames = new List<byte[]>();
        var meaning = new List<KeyValuePair<string, string>>();
        foreach (var (line, key, value) in block)
        {
            switch (key, value)
            {
                case ("valid", null): valid = true; break;
                case (_, null): error(line, $"'{key}' has no '='; only 'valid' stands alone"); break;
                case ("", _): error(line, "no key before '='"); break;
                case ("id", _): Once(ref id); break;
                case ("from", _): Once(ref from); break;
                case ("refuse", _): Once(ref refuse); break;
                case ("direction", _): Once(ref direction, _directions); break;
                case ("kind", _): Once(ref kind, _kinds); break;
                case ("frame", _): Frame(); break;
                default: meaning.Add(new(key, value)); break;
            }

            void Once(ref string? target, string[]? of = null)
            {
                if (target is not null) error(line, $"'{key}' stands here a second time");
                if (value!.Length == 0) error(line, $"'{key}' is empty");
                if (of is not null && !of.Contains(value)) error(line, $"'{value}' is none of: {string.Join(", ", of)}");
                target = value;
            }

            void Frame()
            {
                try
                {
                    frames.Add(Convert.FromHexString(value!.Replace(" ", "", StringComparison.Ordinal)));
                }
                catch (FormatException)
                {
                    error(line, "the frame is no whole number of hex bytes");
                }
            }
        }

        if (id is null) error(first, "no id");
        if (id is not null && !ids.Add(id)) error(first, $"id '{id}' stands in this file twice");
        if (from is null) error(first, "no 'from': field, manual, constructed, or broken from ID");
        if (frames.Count == 0) error(first, "no frame");
        if (frames.Count > 1 && kind != "sequence") error(first, "several frames are a 'kind = sequence'");
        if (valid == refuse is not null) error(first, "'valid' or 'refuse = CLASS', one of them");
        if (valid && meaning.Count == 0) error(first, "valid, and no meaning");
        if (refuse is not null && meaning.Any(pair => !pair.Key.StartsWith("known ", StringComparison.Ordinal))) error(first, "refused, and has a meaning");
        return new Vector(first, id ?? "", from ?? "", direction, kind ?? "frame", frames, refuse, meaning);
    }
}
