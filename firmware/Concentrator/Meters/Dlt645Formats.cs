namespace Wattline.Firmware.Meters;

/// <summary>The data identifiers of DL/T 645-2007 (annex A) that the product knows, and the formats of their values.</summary>
public static class Dlt645Formats
{
    // A shape: kind, bytes << 4, decimals << 12, unit << 16, axis << 24, and two flags.
    private const int Signed = 1 << 30;
    private const int Up = 1 << 29;

    private const int Kwh = 1 << 16, Kvarh = 2 << 16, Kvah = 3 << 16, Kw = 4 << 16, Kvar = 5 << 16, Kva = 6 << 16,
        Volt = 7 << 16, Ampere = 8 << 16, Hertz = 9 << 16, Celsius = 10 << 16, Degree = 11 << 16, Minute = 12 << 16,
        Times = 13 << 16, PerKwh = 14 << 16, PerKvarh = 15 << 16, Yuan = 16 << 16;

    // What the lower bytes of the identifier choose.
    private const int Exact = 0;
    private const int TariffAxis = 1;    // DI2 quantity and phase, DI1 tariff or FF, DI0 settlement or FF
    private const int TotalAxis = 2;     // DI1 = 0 total, 1 to 3 phase, FF all four
    private const int PhaseAxis = 3;     // DI1 = 1 to 3 phase, FF all three
    private const int RecordAxis = 4;    // DI0 = 1 to 10, the n-th last
    private const int WordAxis = 5;      // DI0 = 1 to 7, FF all seven
    private const int FreezeAxis = 6;    // DI2 = kind of freeze, DI0 = the n-th last

    private const int Energy = (4 << 4) | (2 << 12) | (TariffAxis << 24);
    private const int Demand = Dlt645Kind.NumberAndMoment | (8 << 4) | (4 << 12) | (TariffAxis << 24);
    private const int Power = (3 << 4) | (4 << 12) | (TotalAxis << 24) | Signed;
    private const int Counter = (3 << 4) | Times | Up;
    private const int Frozen = (4 << 4) | (2 << 12) | (FreezeAxis << 24);
    private const int Event = Dlt645Kind.SpanAndEnergies | (60 << 4) | (RecordAxis << 24);
    private const int RatedText = Dlt645Kind.Text | (6 << 4);
    private const int Profile = Dlt645Kind.Profile;

    private static readonly string[] _units =
    {
        "", "kWh", "kvarh", "kVAh", "kW", "kvar", "kVA", "V", "A", "Hz", "degC", "deg", "min",
        "times", "imp/kWh", "imp/kvarh", "yuan",
    };

    private static readonly uint[] _keys =
    {
        0x00000000, 0x00010000, 0x00020000, 0x00030000, 0x00040000, 0x00050000, 0x00060000, 0x00070000,
        0x00080000, 0x00090000, 0x000A0000, 0x00800000, 0x00900100, 0x00900200,
        0x01010000, 0x01020000, 0x01030000, 0x01040000, 0x01050000, 0x01060000, 0x01070000,
        0x01080000, 0x01090000, 0x010A0000,
        0x02010000, 0x02020000, 0x02030000, 0x02040000, 0x02050000, 0x02060000, 0x02070000,
        0x02800001, 0x02800002, 0x02800003, 0x02800004, 0x02800005, 0x02800006, 0x02800007, 0x02800008, 0x02800009, 0x0280000A,
        0x03110000, 0x03110000, 0x03300000, 0x03300100, 0x03300200, 0x03300300, 0x03300400, 0x03300500,
        0x03300D00, 0x03300D00, 0x03300E00, 0x03300E00,
        0x04000101, 0x04000102, 0x04000103, 0x04000104, 0x04000401, 0x04000402, 0x04000404, 0x04000405, 0x04000406,
        0x04000409, 0x0400040A, 0x04000500, 0x04000601,
        0x05000000, 0x05000100, 0x05000200, 0x05000300, 0x05000400, 0x05000500, 0x05000600, 0x05000700, 0x05000800,
        0x06000000, 0x06000001, 0x06000002, 0x1D000001, 0x1E000001,
    };

    private static readonly int[] _shapes =
    {
        Energy | Kwh | Signed, Energy | Kwh | Up, Energy | Kwh | Up, Energy | Kvarh | Signed, Energy | Kvarh | Signed,
        Energy | Kvarh | Up, Energy | Kvarh | Up, Energy | Kvarh | Up,
        Energy | Kvarh | Up, Energy | Kvah | Up, Energy | Kvah | Up, Energy | Kwh | Up,
        (4 << 4) | (2 << 12) | Kwh, (4 << 4) | (2 << 12) | Yuan,
        Demand | Kw, Demand | Kw, Demand | Kvar | Signed, Demand | Kvar | Signed, Demand | Kvar, Demand | Kvar, Demand | Kvar,
        Demand | Kvar, Demand | Kva, Demand | Kva,
        (2 << 4) | (1 << 12) | (PhaseAxis << 24) | Volt, (3 << 4) | (3 << 12) | (PhaseAxis << 24) | Ampere | Signed,
        Power | Kw, Power | Kvar, Power | Kva, (2 << 4) | (3 << 12) | (TotalAxis << 24) | Signed,
        (2 << 4) | (1 << 12) | (PhaseAxis << 24) | Degree,
        (3 << 4) | (3 << 12) | Ampere, (2 << 4) | (2 << 12) | Hertz, (3 << 4) | (4 << 12) | Kw,
        (3 << 4) | (4 << 12) | Kw | Signed, (3 << 4) | (4 << 12) | Kvar | Signed, (3 << 4) | (4 << 12) | Kva | Signed,
        (2 << 4) | (1 << 12) | Celsius | Signed, (2 << 4) | (2 << 12) | Volt, (2 << 4) | (2 << 12) | Volt, (4 << 4) | Minute,
        Counter, Dlt645Kind.Span | (12 << 4) | (RecordAxis << 24), Counter, Counter, Counter, Counter, Counter, Counter,
        Counter, Event, Counter, Event,
        Dlt645Kind.Date | (4 << 4), Dlt645Kind.Time | (3 << 4), (1 << 4) | Minute, (1 << 4) | Minute,
        Dlt645Kind.Digits | (6 << 4), Dlt645Kind.Digits | (6 << 4), RatedText, RatedText, RatedText,
        (3 << 4) | PerKwh, (3 << 4) | PerKvarh, Dlt645Kind.Bits | (2 << 4) | (WordAxis << 24), Dlt645Kind.Bits | (1 << 4),
        Dlt645Kind.Moment | (5 << 4) | (FreezeAxis << 24), Frozen | Kwh, Frozen | Kwh, Frozen | Kvarh | Signed,
        Frozen | Kvarh | Signed, Frozen | Kvarh, Frozen | Kvarh, Frozen | Kvarh, Frozen | Kvarh,
        Profile, Profile, Profile, Counter, Counter,
    };

    private static readonly string[] _names =
    {
        "combined active energy", "forward active energy", "reverse active energy", "combined reactive 1 energy",
        "combined reactive 2 energy", "reactive Q1 energy", "reactive Q2 energy", "reactive Q3 energy",
        "reactive Q4 energy", "forward apparent energy", "reverse apparent energy", "associated energy",
        "remaining energy", "remaining money",
        "forward active max demand", "reverse active max demand", "combined reactive 1 max demand",
        "combined reactive 2 max demand", "reactive Q1 max demand", "reactive Q2 max demand", "reactive Q3 max demand",
        "reactive Q4 max demand", "forward apparent max demand", "reverse apparent max demand",
        "voltage", "current", "active power", "reactive power", "apparent power", "power factor", "phase angle",
        "neutral current", "frequency", "one-minute active power", "active demand", "reactive demand", "apparent demand", "internal temperature", "clock battery voltage",
        "outage battery voltage", "battery time",
        "power-down count", "power-down", "programming count", "meter clear count", "demand clear count",
        "event clear count", "clock set count", "period table count",
        "meter cover opened count", "meter cover opened", "terminal cover opened count", "terminal cover opened",
        "date", "time", "demand period", "demand slide", "communication address", "meter number",
        "rated voltage (ASCII)", "rated current (ASCII)", "max current (ASCII)",
        "active constant", "reactive constant", "status word", "combination mode word",
        "freeze time", "frozen forward active energy", "frozen reverse active energy",
        "frozen combined reactive 1 energy", "frozen combined reactive 2 energy", "frozen reactive Q1 energy",
        "frozen reactive Q2 energy", "frozen reactive Q3 energy", "frozen reactive Q4 energy",
        "load profile, earliest", "load profile, from a time", "load profile, latest", "trip count", "close count",
    };

    /// <summary>Looks a data identifier up.</summary>
    /// <returns>False when the table does not know it; then the format is not touched.</returns>
    public static bool Find(uint identifier, Dlt645Format format)
    {
        for (var row = 0; row < _keys.Length; row++)
        {
            if (Matches(identifier, _keys[row], (_shapes[row] >> 24) & 0x0F))
            {
                Fill(format, identifier, row);
                return true;
            }
        }

        return false;
    }

    private static bool Matches(uint identifier, uint key, int axis)
    {
        int di2 = (byte)(identifier >> 16), di1 = (byte)(identifier >> 8), di0 = (byte)identifier;
        switch (axis)
        {
            case TariffAxis:
                int quantity = (byte)(key >> 16);
                return identifier >> 24 == key >> 24
                    && (di2 == quantity || (quantity is > 0 and < 0x14 && di2 < 0x50 && di2 % 0x14 == quantity))
                    && (di1 <= 0x3F || di1 == 0xFF) && (di0 <= 0x0C || di0 == 0xFF) && (di1 != 0xFF || di0 != 0xFF);
            case TotalAxis:
                return (identifier & 0xFFFF00FF) == key && (di1 <= 3 || di1 == 0xFF);
            case PhaseAxis:
                return (identifier & 0xFFFF00FF) == key && (di1 is >= 1 and <= 3 || di1 == 0xFF);
            case RecordAxis:
                return (identifier & 0xFFFFFF00) == key && di0 is >= 1 and <= 10;
            case WordAxis:
                return (identifier & 0xFFFFFF00) == key && (di0 is >= 1 and <= 7 || di0 == 0xFF);
            case FreezeAxis:
                return (identifier & 0xFF00FF00) == key && di2 <= 0x0A && di0 is >= 1 and < 0xFF;
            default:
                return identifier == key;
        }
    }

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

        format.PhaseBlock = phases && di1 == 0xFF;
        format.TariffBlock = (tariffs && di1 == 0xFF) || (axis == FreezeAxis && format.Kind == Dlt645Kind.Number);
        format.SettlementBlock = tariffs && di0 == 0xFF;
        format.Phase = phases ? (format.PhaseBlock ? (axis == PhaseAxis ? 1 : 0) : di1)
            : tariffs && di2 is >= 0x14 and < 0x50 ? di2 / 0x14 : -1;
        format.Tariff = format.TariffBlock ? 0 : tariffs ? di1 : -1;
        format.Settlement = tariffs ? (format.SettlementBlock ? 0 : di0) : -1;
        format.Ordinal = axis == WordAxis && di0 == 0xFF ? 1
            : axis is RecordAxis or WordAxis or FreezeAxis ? di0 : 0;
        format.Count = format.TariffBlock ? 0
            : format.SettlementBlock ? 13
            : format.PhaseBlock ? (axis == PhaseAxis ? 3 : 4)
            : axis == WordAxis && di0 == 0xFF ? 7 : 1;
    }
}
