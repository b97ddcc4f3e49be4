namespace Wattline.Gateway.Domain;

/// <summary>
/// A unit that meters speak in. Its symbol is that of SenML (RFC 8428 section 12.1 and RFC 8798), where SenML has one.
/// Two units of one dimension differ by a power of ten, so that conversion is exact.
/// </summary>
public sealed record Unit
{
    /// <summary>Every unit known.</summary>
    public static readonly IReadOnlyList<Unit> All =
    [
        new("Wh", "energy", 0), new("kWh", "energy", 3), new("MWh", "energy", 6),
        new("varh", "reactive energy", 0), new("kvarh", "reactive energy", 3),
        new("VAh", "apparent energy", 0), new("kVAh", "apparent energy", 3),
        new("W", "power", 0), new("kW", "power", 3),
        new("var", "reactive power", 0), new("kvar", "reactive power", 3),
        new("VA", "apparent power", 0), new("kVA", "apparent power", 3),
        new("mV", "voltage", -3), new("V", "voltage", 0), new("kV", "voltage", 3),
        new("mA", "current", -3), new("A", "current", 0),
        new("Hz", "frequency", 0), new("/", "ratio", 0), new("%", "ratio", -2),
        new("l", "volume", -3), new("m3", "volume", 0),
        new("J", "heat", 0), new("kJ", "heat", 3), new("MJ", "heat", 6), new("GJ", "heat", 9),
        new("l/h", "flow", -3), new("m3/h", "flow", 0),
        new("Cel", "temperature", 0), new("s", "time", 0), new("h", "hours", 0), new("deg", "angle", 0),
    ];

    private Unit(string symbol, string dimension, int powerOfTen)
    {
        Symbol = symbol;
        Dimension = dimension;
        PowerOfTen = powerOfTen;
    }

    /// <summary>How the unit is written.</summary>
    public string Symbol { get; }

    /// <summary>What it measures; units of other dimensions never meet.</summary>
    public string Dimension { get; }

    /// <summary>Its size against the dimension's plain unit.</summary>
    public int PowerOfTen { get; }

    /// <summary>The unit of a symbol, or null.</summary>
    public static Unit? Find(ReadOnlySpan<char> symbol)
    {
        foreach (var unit in All)
            if (symbol.SequenceEqual(unit.Symbol)) return unit;
        return null;
    }

    /// <summary>The same amount in another unit of the dimension; false when there is none or it does not fit.</summary>
    public bool TryConvert(ExactDecimal value, Unit target, out ExactDecimal converted)
    {
        converted = default;
        return Dimension == target.Dimension && value.TryShift(PowerOfTen - target.PowerOfTen, out converted);
    }

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
