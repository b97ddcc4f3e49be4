namespace Wattline.Simulators.Meters.Cjt188;

/// <summary>What makes one CJ/T 188 meter different from another.</summary>
public sealed record Cjt188Settings
{
    /// <summary>14 decimal digits: two of the maker's code's bytes, then the number.</summary>
    public required string Address { get; init; }

    /// <summary>10 cold water, 11 hot, 12 drinking, 13 reclaimed, 20 heat, 21 cold, 30 gas.</summary>
    public byte Type { get; init; } = 0x10;

    /// <summary>FE bytes before an answer.</summary>
    public int Preamble { get; init; } = 3;

    /// <summary>What its clock shows at time 0.</summary>
    public DateTime Start { get; init; } = new(2026, 3, 1, 8, 0, 0);

    /// <summary>True for a heat meter whose unit bytes stand before the values.</summary>
    public bool UnitFirst { get; init; }

    /// <summary>True for one that answers with the identifier's bytes in the other order.</summary>
    public bool TurnsIdentifier { get; init; }

    internal bool IsHeat => Type is 0x20 or 0x21;
}
