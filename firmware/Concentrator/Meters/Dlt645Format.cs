namespace Wattline.Firmware.Meters;

/// <summary>
/// What the answer to one data identifier holds: <see cref="Count"/> values of <see cref="Bytes"/> bytes each.
/// Filled by <see cref="Dlt645Formats.Find"/>; the object may be used again.
/// </summary>
public sealed class Dlt645Format
{
    /// <summary>The quantity of every value of the answer, in English.</summary>
    public string Name { get; internal set; }

    /// <summary>The unit, or the empty string.</summary>
    public string Unit { get; internal set; }

    /// <summary>One of <see cref="Dlt645Kind"/>.</summary>
    public int Kind { get; internal set; }

    /// <summary>Bytes of one value, with its moment where it has one; 0 when only the payload says it.</summary>
    public int Bytes { get; internal set; }

    /// <summary>Bytes of the number in a value; the rest is its moment.</summary>
    public int NumberBytes =>
        Kind == Dlt645Kind.NumberAndMoment ? Bytes - 5 : Kind == Dlt645Kind.CountAndMinutes ? 3 : Bytes;

    /// <summary>Decimals of a number.</summary>
    public int Decimals { get; internal set; }

    /// <summary>True when the top bit of the number's last byte is a minus.</summary>
    public bool HasSign { get; internal set; }

    /// <summary>True for a register that counts up only: an energy of one direction, a counter of events.</summary>
    public bool Cumulative { get; internal set; }

    /// <summary>Values in the answer; 0 = as many as the payload holds (a block of total and all tariffs of the meter).</summary>
    public int Count { get; internal set; }

    /// <summary>Phase of the first value: 0 total, 1 A, 2 B, 3 C; −1 where the quantity has none.</summary>
    public int Phase { get; internal set; }

    /// <summary>True when each value belongs to the phase after that of the value before it.</summary>
    public bool PhaseBlock { get; internal set; }

    /// <summary>Tariff of the first value, 0 total; −1 where the quantity has none.</summary>
    public int Tariff { get; internal set; }

    /// <summary>True when each value belongs to the tariff after that of the value before it.</summary>
    public bool TariffBlock { get; internal set; }

    /// <summary>Settlement of the first value: 0 now, n = n-th last settlement day; −1 where the quantity has none.</summary>
    public int Settlement { get; internal set; }

    /// <summary>True when each value belongs to the settlement after that of the value before it.</summary>
    public bool SettlementBlock { get; internal set; }

    /// <summary>Number of the first status word or harmonic, or n of the n-th last record; 0 where the quantity has none.</summary>
    public int Ordinal { get; internal set; }

    /// <summary>Where in a record of an event its beginning stands (YYMMDDhhmmss, 6 bytes); −1 where there is none.</summary>
    public int StartAt { get; internal set; }

    /// <summary>Where its end stands, or what the clock was set to; −1 where there is none.</summary>
    public int EndAt { get; internal set; }
}
