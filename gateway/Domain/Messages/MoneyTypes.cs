namespace Wattline.Gateway.Domain;

/// <summary>The names of <see cref="MoneyType"/>, as the cloud link says them.</summary>
public static class MoneyTypes
{
    private static readonly string[] _names =
        ["escrow", "credited", "returned", "suspense", "step", "receipt", "collection", "counted", "deposit", "counters"];

    /// <summary>How many there are.</summary>
    public static int Count => _names.Length;

    /// <summary>The name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this MoneyType type) => type switch
    {
        MoneyType.Escrow => "escrow"u8,
        MoneyType.Credited => "credited"u8,
        MoneyType.Returned => "returned"u8,
        MoneyType.Suspense => "suspense"u8,
        MoneyType.Step => "step"u8,
        MoneyType.Receipt => "receipt"u8,
        MoneyType.Collection => "collection"u8,
        MoneyType.Counted => "counted"u8,
        MoneyType.Deposit => "deposit"u8,
        _ => "counters"u8,
    };

    /// <summary>The name.</summary>
    public static string Name(this MoneyType type) => _names[(int)type];

    /// <summary>True for what a note or coin goes through: escrow, and its ends.</summary>
    public static bool IsOfNote(this MoneyType type) => type <= MoneyType.Suspense;

    /// <summary>The type of a name.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out MoneyType type)
    {
        for (type = MoneyType.Escrow; (int)type < Count; type++)
            if (name.SequenceEqual(type.Utf8Name())) return true;
        type = default;
        return false;
    }
}
