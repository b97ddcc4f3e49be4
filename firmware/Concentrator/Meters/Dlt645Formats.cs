namespace Wattline.Firmware.Meters;

/// <summary>
/// The data identifiers of DL/T 645-2007 (annex A, and State Grid's supplement where it says so) and the formats of their
/// values. A length that is not the row's is not read: shifting values would invent numbers.
/// </summary>
public static partial class Dlt645Formats
{
    // A shape: kind, bytes << 4, decimals << 12, unit << 16, axis << 24, and two flags.
    private const int Signed = 1 << 30;
    private const int Up = 1 << 29;

    private const int Kwh = 1 << 16, Kvarh = 2 << 16, Kvah = 3 << 16, Kw = 4 << 16, Kvar = 5 << 16, Kva = 6 << 16,
        Volt = 7 << 16, Ampere = 8 << 16, Hertz = 9 << 16, Celsius = 10 << 16, Degree = 11 << 16, Minute = 12 << 16,
        Times = 13 << 16, PerKwh = 14 << 16, PerKvarh = 15 << 16, Yuan = 16 << 16, Percent = 17 << 16,
        Price = 18 << 16, Millisecond = 19 << 16;

    // What the lower bytes of the identifier choose.
    private const int Exact = 0;
    private const int TariffAxis = 1;    // DI2 quantity and phase, DI1 tariff or FF, DI0 settlement or FF
    private const int TotalAxis = 2;     // DI1 = 0 total, 1 to 3 phase, FF all four
    private const int PhaseAxis = 3;     // DI1 = 1 to 3 phase, FF all three
    private const int RecordAxis = 4;    // DI0 = 1 to 10, the n-th last
    private const int WordAxis = 5;      // DI0 = 1 to 7, FF all seven
    private const int FreezeAxis = 6;    // DI2 = kind of freeze, DI0 = the n-th last
    private const int HourAxis = 7;      // DI0 = the n-th last of 254
    private const int PartAxis = 8;      // DI1 = phase or kind, DI0 = 1 to 10, the n-th last
    private const int HarmonicAxis = 9;  // DI1 = phase, DI0 = 1 to 21, FF all of them
    private const int ProfileAxis = 10;  // DI2 = class, 0 for all
    private const int TableAxis = 11;    // DI1 and DI0 = which table, and where in it
    private const int PhaseCount = 12;   // three values, of the phases
    private const int PartCount = 13;    // six values, of the kinds of a demand

    private const int Energy = (4 << 4) | (2 << 12) | (TariffAxis << 24);
    private const int Demand = Dlt645Kind.NumberAndMoment | (8 << 4) | (4 << 12) | (TariffAxis << 24);
    private const int Power = (3 << 4) | (4 << 12) | (TotalAxis << 24) | Signed;
    private const int Counter = (3 << 4) | Times | Up;
    private const int Counters = Dlt645Kind.CountAndMinutes | (6 << 4) | Times | Up;
    private const int Frozen = (4 << 4) | (2 << 12) | (FreezeAxis << 24);
    private const int FrozenDemand = Dlt645Kind.NumberAndMoment | (8 << 4) | (4 << 12) | (FreezeAxis << 24) | Kw;
    private const int Event = Dlt645Kind.SpanAndEnergies | (60 << 4) | (RecordAxis << 24);
    private const int Span = Dlt645Kind.Span | (12 << 4) | (RecordAxis << 24);
    private const int Log = Dlt645Kind.Record | (RecordAxis << 24);
    private const int PartLog = Dlt645Kind.Record | (PartAxis << 24);
    private const int Word = Dlt645Kind.Bits | (1 << 4);
    private const int Ascii = Dlt645Kind.Text;
    private const int Table = Dlt645Kind.Digits | (TableAxis << 24);
    private const int Profile = Dlt645Kind.Profile | (ProfileAxis << 24);

    private static readonly string[] _units =
    {
        "", "kWh", "kvarh", "kVAh", "kW", "kvar", "kVA", "V", "A", "Hz", "degC", "deg", "min",
        "times", "imp/kWh", "imp/kvarh", "yuan", "%", "yuan/kWh", "ms",
    };

    // Freezes of each kind that a meter keeps, by DI2.
    private static readonly byte[] _freezesKept = { 60, 3, 2, 2, 254, 2, 62, 2 };

    /// <summary>Rows of the table.</summary>
    public static int Rows => _keys.Length;

    /// <summary>Looks a data identifier up.</summary>
    /// <returns>False when the table does not know it; then the format is not touched.</returns>
    public static bool Find(uint identifier, Dlt645Format format)
    {
        for (var row = 0; row < _keys.Length; row++)
        {
            if (_keys[row] >> 24 == identifier >> 24 && Matches(identifier, _keys[row], (_shapes[row] >> 24) & 0x0F))
            {
                Fill(format, identifier, row);
                return true;
            }
        }

        return false;
    }

    /// <summary>How many freezes of a kind (DI2 of 05) a meter keeps; 0 for a kind that there is not.</summary>
    public static int FreezesKept(int kind) => kind >= 0 && kind < _freezesKept.Length ? _freezesKept[kind] : 0;

    private static bool Matches(uint identifier, uint key, int axis)
    {
        int di2 = (byte)(identifier >> 16), di1 = (byte)(identifier >> 8), di0 = (byte)identifier;
        switch (axis)
        {
            case TariffAxis:
                return IsQuantity(di2, (byte)(key >> 16))
                    && (di1 <= 0x3F || di1 == 0xFF) && (di0 <= 0x0C || di0 == 0xFF) && (di1 != 0xFF || di0 != 0xFF);
            case TotalAxis:
                return (identifier & 0xFFFF00FF) == key && (di1 <= 3 || di1 == 0xFF);
            case PhaseAxis:
                return (identifier & 0xFFFF00FF) == key && (di1 is >= 1 and <= 3 || di1 == 0xFF);
            case HarmonicAxis:
                return (identifier & 0xFFFF0000) == key && di1 is >= 1 and <= 3 && (di0 is >= 1 and <= 21 || di0 == 0xFF);
            case RecordAxis:
                return (identifier & 0xFFFFFF00) == key && di0 is >= 1 and <= 10;
            case PartAxis:
                return (identifier & 0xFFFF0000) == key && di0 is >= 1 and <= 10 && di1 >= 1 && di1 <= (di2 == 0x12 ? 6 : 3);
            case WordAxis:
                return (identifier & 0xFFFFFF00) == key && (di0 is >= 1 and <= 7 || di0 == 0xFF);
            case FreezeAxis:
                return (identifier & 0xFF00FF00) == key && di2 != 0x04 && di0 >= 1 && di0 <= FreezesKept(di2);
            case HourAxis:
                return (identifier & 0xFFFFFF00) == key && di0 is >= 1 and < 0xFF;
            case ProfileAxis:
                return (identifier & 0xFF00FFFF) == key && di2 <= 6;
            case TableAxis:
                return (identifier & 0xFFFF0000) == key;
            default:
                return identifier == key;
        }
    }

    /// <summary>True when DI2 is the quantity, in all or of a phase: 14H on for each.</summary>
    private static bool IsQuantity(int di2, int quantity) =>
        di2 == quantity
        || (quantity is > 0 and < 0x14 && di2 < 0x50 && di2 % 0x14 == quantity)
        || (quantity is >= 0x80 and < 0x90 && di2 is >= 0x94 and < 0xD0 && (di2 - 0x80) % 0x14 == quantity - 0x80);

    private static void Fill(Dlt645Format format, uint identifier, int row)
    {
        var shape = _shapes[row];
        var axis = (shape >> 24) & 0x0F;
        int di2 = (byte)(identifier >> 16), di1 = (byte)(identifier >> 8), di0 = (byte)identifier;
        var tariffs = axis == TariffAxis;
        var phases = axis is TotalAxis or PhaseAxis;

        format.Name = _names[row];
        format.Unit = _units[(shape >> 16) & 0xFF];
        format.Kind = shape & 0x0F;
        format.Bytes = (shape >> 4) & 0xFF;
        format.Decimals = (shape >> 12) & 0x0F;
        format.HasSign = (shape & Signed) != 0;
        format.Cumulative = (shape & Up) != 0;

        format.PhaseBlock = (phases && di1 == 0xFF) || axis == PhaseCount;
        format.TariffBlock = (tariffs && di1 == 0xFF)
            || (axis == FreezeAxis && format.Kind is Dlt645Kind.Number or Dlt645Kind.NumberAndMoment && di1 <= 0x0A);
        format.SettlementBlock = tariffs && di0 == 0xFF;
        format.Phase = phases ? (format.PhaseBlock ? (axis == PhaseAxis ? 1 : 0) : di1)
            : axis == PhaseCount ? 1
            : axis == HarmonicAxis || (axis == PartAxis && di2 != 0x12) ? di1
            : tariffs && di2 is >= 0x14 and < 0x50 ? di2 / 0x14
            : tariffs && di2 >= 0x94 ? (di2 - 0x80) / 0x14 : -1;
        format.Tariff = format.TariffBlock || (axis == HourAxis && format.Kind == Dlt645Kind.Number) ? 0 : tariffs ? di1 : -1;
        format.Settlement = tariffs ? (format.SettlementBlock ? 0 : di0) : -1;
        format.Ordinal = axis is WordAxis or HarmonicAxis && di0 == 0xFF ? 1
            : axis is RecordAxis or PartAxis or WordAxis or FreezeAxis or HourAxis or HarmonicAxis ? di0 : 0;
        format.Count = format.TariffBlock || axis == TableAxis ? 0
            : format.SettlementBlock ? 13
            : axis == PhaseCount ? 3
            : axis == PartCount ? 6
            : format.PhaseBlock ? (axis == PhaseAxis ? 3 : 4)
            : axis == HarmonicAxis && di0 == 0xFF ? 21
            : axis == FreezeAxis && di1 == 0x10 ? 8
            : axis == WordAxis && di0 == 0xFF ? 7 : 1;
        Times645(format, identifier);
    }

    /// <summary>Where a record of an event says when it began and ended; programming has a moment, no end.</summary>
    private static void Times645(Dlt645Format format, uint identifier)
    {
        var isLog = format.Kind is Dlt645Kind.Record or Dlt645Kind.Span or Dlt645Kind.SpanAndEnergies;
        var isClock = (identifier & 0xFFFFFF00) == 0x03300400;
        format.StartAt = !isLog ? -1 : isClock ? 4 : 0;
        format.EndAt = !isLog ? -1
            : isClock ? 10
            : (identifier & 0xFFFF0000) == 0x03050000 ? 9
            : identifier >> 24 == 0x03 && (identifier & 0x00FF0000) != 0x00300000 ? 6
            : format.Kind == Dlt645Kind.SpanAndEnergies ? 6 : -1;
    }
}
