namespace Wattline.Gateway.Domain;

/// <summary>The streams' names, as topics and the cloud link say them.</summary>
public static class StreamNames
{
    /// <summary>How many streams there are.</summary>
    public const int Count = 3;

    private static readonly string[] _names = ["money", "events", "readings"];

    /// <summary>The name of a stream.</summary>
    public static string Name(this StreamId stream) => _names[(int)stream];

    /// <summary>The name of a stream in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this StreamId stream) => stream switch
    {
        StreamId.Money => "money"u8,
        StreamId.Events => "events"u8,
        _ => "readings"u8,
    };

    /// <summary>The stream of a name.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out StreamId stream)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (!name.SequenceEqual(_names[i])) continue;
            stream = (StreamId)i;
            return true;
        }
        stream = default;
        return false;
    }

    /// <summary>The stream of a name in UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out StreamId stream)
    {
        for (stream = StreamId.Money; (int)stream < Count; stream++)
            if (name.SequenceEqual(stream.Utf8Name())) return true;
        stream = default;
        return false;
    }
}
