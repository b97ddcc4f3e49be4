namespace Wattline.Firmware.Meters;

/// <summary>The identifiers of DL/T 645-1997 (annex A; two bytes) and the formats of their values.</summary>
public static class Dlt645Formats1997
{
    // DI1 then the upper half of DI0, the lower is the tariff or the phase; FF in the last two for one identifier alone.
    private static readonly ushort[] _keys =
    {
        0x9010, 0x9020, 0x9110, 0x9120, 0x9130, 0x9140, 0x9150, 0x9160,
        0xA010, 0xA020, 0xA110, 0xA120, 0xA130, 0xA140, 0xA150, 0xA160,
        0xB610, 0xB620, 0xB630, 0xB640, 0xB650,
    };

    private static readonly string[] _names =
    {
        "forward active", "reverse active", "forward reactive", "reverse reactive", "reactive Q1", "reactive Q4",
        "reactive Q2", "reactive Q3",
        "forward active", "reverse active", "forward reactive", "reverse reactive", "reactive Q1", "reactive Q4",
        "reactive Q2", "reactive Q3",
        "voltage", "current", "active power", "reactive power", "power factor",
    };

    private static readonly string[] _units = { "V", "A", "kW", "kvar", "" };
    private static readonly byte[] _bytes = { 2, 2, 3, 2, 2 };
    private static readonly byte[] _decimals = { 0, 2, 4, 2, 3 };

    private static readonly ushort[] _singles =
    {
        0xB210, 0xB211, 0xB212, 0xB213, 0xB214, 0xC010, 0xC011, 0xC020, 0xC021, 0xC022, 0xC030, 0xC031, 0xC032, 0xC033,
        0xC034, 0xC111, 0xC112, 0xC117,
    };

    private static readonly string[] _singleNames =
    {
        "last programming", "last demand clear", "programming count", "demand clear count", "battery time", "date", "time",
        "meter status word", "grid status word", "rest day word", "active constant", "reactive constant", "meter number",
        "user number", "device number", "demand period", "demand slide", "settlement day",
    };

    private static readonly byte[] _singleKinds =
    {
        Dlt645Kind.Digits, Dlt645Kind.Digits, Dlt645Kind.Number, Dlt645Kind.Number, Dlt645Kind.Number, Dlt645Kind.Date,
        Dlt645Kind.Time, Dlt645Kind.Bits, Dlt645Kind.Bits, Dlt645Kind.Bits, Dlt645Kind.Number, Dlt645Kind.Number,
        Dlt645Kind.Digits, Dlt645Kind.Digits, Dlt645Kind.Digits, Dlt645Kind.Number, Dlt645Kind.Number, Dlt645Kind.Digits,
    };

    private static readonly byte[] _singleBytes = { 4, 4, 2, 2, 3, 4, 3, 1, 1, 1, 3, 3, 6, 6, 6, 1, 1, 2 };
    private static readonly string[] _singleUnits = { "", "", "times", "times", "min", "", "", "", "", "", "imp/kWh", "imp/kvarh", "", "", "", "min", "min", "" };

    /// <summary>Looks an identifier up; 94 and 98 (A4, B4 …) are the same of the last two settlement days.</summary>
    /// <returns>False when the table does not know it; then the format is not touched.</returns>
    public static bool Find(int identifier, Dlt645Format format)
    {
        for (var i = 0; i < _singles.Length; i++)
        {
            if (_singles[i] == identifier)
            {
                Fill(format, _singleNames[i], _singleUnits[i], _singleKinds[i], _singleBytes[i], 0);
                return true;
            }
        }

        var group = (identifier >> 12) & 0xF;
        var low = identifier & 0xF;
        var isMoment = group == 0xB && (identifier & 0x0F00) != 0x0600 && (identifier & 0x0F00) != 0x0200;
        var settlement = group == 0xB && !isMoment ? 0 : (identifier >> 10) & 3;
        var key = (identifier & 0xFFF0) - (settlement << 10) - (isMoment ? 0x1000 : 0);
        for (var row = 0; row < _keys.Length; row++)
        {
            if (_keys[row] == key && settlement < 3)
            {
                return group == 0x9 ? Energy(format, row, low, settlement)
                    : isMoment || group == 0xA ? Demand(format, row, low, settlement, isMoment)
                    : Measured(format, row, low);
            }
        }

        return false;
    }

    private static bool Energy(Dlt645Format format, int row, int tariff, int settlement)
    {
        Fill(format, _names[row] + " energy", row < 2 ? "kWh" : "kvarh", Dlt645Kind.Number, 4, 2);
        format.Cumulative = true;
        return Tariffs(format, tariff, settlement);
    }

    private static bool Demand(Dlt645Format format, int row, int tariff, int settlement, bool isMoment)
    {
        if (isMoment)
        {
            Fill(format, _names[row] + " max demand time", "", Dlt645Kind.Digits, 4, 0);
        }
        else
        {
            Fill(format, _names[row] + " max demand", row < 10 ? "kW" : "kvar", Dlt645Kind.Number, 3, 4);
        }

        return Tariffs(format, tariff, settlement);
    }

    private static bool Tariffs(Dlt645Format format, int tariff, int settlement)
    {
        format.TariffBlock = tariff == 0xF;
        format.Tariff = format.TariffBlock ? 0 : tariff;
        format.Settlement = settlement;
        format.Count = format.TariffBlock ? 0 : 1;
        return true;
    }

    private static bool Measured(Dlt645Format format, int row, int phase)
    {
        var quantity = row - 16;
        var first = quantity < 2 ? 1 : 0;
        if (phase != 0xF && (phase < first || phase > 3))
        {
            return false;
        }

        Fill(format, _names[row], _units[quantity], Dlt645Kind.Number, _bytes[quantity], _decimals[quantity]);
        format.PhaseBlock = phase == 0xF;
        format.Phase = format.PhaseBlock ? first : phase;
        format.Count = format.PhaseBlock ? 4 - first : 1;
        return true;
    }

    private static void Fill(Dlt645Format format, string name, string unit, int kind, int bytes, int decimals)
    {
        format.Name = name;
        format.Unit = unit;
        format.Kind = kind;
        format.Bytes = bytes;
        format.Decimals = decimals;
        format.HasSign = false;
        format.Cumulative = false;
        format.Count = 1;
        format.Phase = -1;
        format.PhaseBlock = false;
        format.Tariff = -1;
        format.TariffBlock = false;
        format.Settlement = -1;
        format.SettlementBlock = false;
        format.Ordinal = 0;
        format.StartAt = -1;
        format.EndAt = -1;
    }
}
