namespace Wattline.Gateway.Domain;

/// <summary>The kinds' names, as the cloud link says them.</summary>
public static class ReadingKinds
{
    /// <summary>How many kinds there are.</summary>
    public const int Count = 4;

    /// <summary>The name of a kind in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this ReadingKind kind) => kind switch
    {
        ReadingKind.Register => "register"u8,
        ReadingKind.Freeze => "freeze"u8,
        ReadingKind.Interval => "interval"u8,
        _ => "demand"u8,
    };

    /// <summary>The name of a kind.</summary>
    public static string Name(this ReadingKind kind) => kind switch
    {
        ReadingKind.Register => "register",
        ReadingKind.Freeze => "freeze",
        ReadingKind.Interval => "interval",
        _ => "demand",
    };

    /// <summary>True for kinds that cover a stretch of time, and so have a length.</summary>
    public static bool HasLength(this ReadingKind kind) => kind is ReadingKind.Interval or ReadingKind.Demand;

    /// <summary>The kind of a name.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out ReadingKind kind)
    {
        for (kind = ReadingKind.Register; (int)kind < Count; kind++)
            if (name.SequenceEqual(kind.Utf8Name())) return true;
        kind = default;
        return false;
    }
}
