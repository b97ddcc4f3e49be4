namespace Wattline.Gateway.Domain;

/// <summary>The names of <see cref="MoneyType"/>, as the cloud link says them.</summary>
public static class MoneyTypes
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this MoneyType type) => type switch
    {
        MoneyType.Escrow => "escrow"u8,
        MoneyType.Credited => "credited"u8,
        MoneyType.Returned => "returned"u8,
        _ => "suspense"u8,
    };

    /// <summary>The name.</summary>
    public static string Name(this MoneyType type) => type switch
    {
        MoneyType.Escrow => "escrow",
        MoneyType.Credited => "credited",
        MoneyType.Returned => "returned",
        _ => "suspense",
    };

    /// <summary>The type of a name.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out MoneyType type)
    {
        for (type = MoneyType.Escrow; (int)type < Count; type++)
            if (name.SequenceEqual(type.Utf8Name())) return true;
        type = default;
        return false;
    }
}
