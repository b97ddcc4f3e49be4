namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>
/// What the answer for current data (901FH) of a water, gas or heat meter holds (CJ/T 188, annex A). Values are BCD,
/// low byte first, each with its unit byte behind it; some heat meters put it before. The object may be used again.
/// </summary>
public sealed class Cjt188Reading
{
    /// <summary>Bytes of the answer of a water or gas meter, without identifier and serial number.</summary>
    public const int VolumeBytes = 19;

    /// <summary>Bytes of the answer of a heat meter.</summary>
    public const int HeatBytes = 43;

    private const int HeatCounters = 5;

    private static readonly string[] _volumeNames = { "accumulated volume", "settlement-day volume" };

    private static readonly string[] _heatNames =
    {
        "settlement-day heat", "current heat", "heat power", "flow", "accumulated volume", "supply temperature",
        "return temperature", "working time",
    };

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>True for a heat meter.</summary>
    public bool IsHeat { get; private set; }

    /// <summary>True when the unit bytes stood before their values.</summary>
    public bool UnitFirst { get; private set; }

    /// <summary>The numbers, without their decimal point.</summary>
    public long[] Values { get; } = new long[Cjt188Limits.ValuesMax];

    /// <summary>False where the meter sent FF, or no digits: there is no value, and it is not 0.</summary>
    public bool[] Has { get; } = new bool[Cjt188Limits.ValuesMax];

    /// <summary>Unit bytes; 0 for one without.</summary>
    public byte[] Units { get; } = new byte[Cjt188Limits.ValuesMax];

    /// <summary>The meter's clock as ss mm hh DD MM YY and the century; meaningless unless <see cref="HasTime"/>.</summary>
    public int[] Time { get; } = new int[7];

    /// <summary>True when the clock shows a date that exists.</summary>
    public bool HasTime { get; private set; }

    /// <summary>ST: the first byte is the low one. Bits 0 and 1 the valve, bit 2 the battery is low.</summary>
    public int Status { get; private set; }

    /// <summary>00 open, 01 closed, 11 fault (table 7).</summary>
    public int Valve => Status & 3;

    /// <summary>Decimals of a value.</summary>
    public int Decimals(int index) => !IsHeat ? 2 : index == 3 ? 4 : index == 7 ? 0 : 2;

    /// <summary>The name of a value, in English.</summary>
    public string Name(int index) => IsHeat ? _heatNames[index] : _volumeNames[index];

    /// <summary>The unit of a value, or null for a unit byte that is none.</summary>
    public string Unit(int index) => IsHeat && index >= HeatCounters ? (index == 7 ? "h" : "degC") : Cjt188Unit.NameOf(Units[index]);

    /// <summary>Reads an answer.</summary>
    /// <param name="bytes">Holds it.</param>
    /// <param name="offset">Its first byte behind identifier and serial number.</param>
    /// <param name="count">Its length.</param>
    /// <returns>False when it has another length than current data of any meter.</returns>
    public bool Read(byte[] bytes, int offset, int count)
    {
        IsHeat = count == HeatBytes;
        if (!IsHeat && count != VolumeBytes)
        {
            Count = 0;
            return false;
        }

        Count = IsHeat ? 8 : 2;
        var counters = IsHeat ? HeatCounters : 2;
        UnitFirst = IsUnitFirst(bytes, offset, counters);
        for (var i = 0; i < counters; i++)
        {
            var at = offset + (5 * i);
            Units[i] = bytes[UnitFirst ? at : at + 4];
            Take(i, bytes, UnitFirst ? at + 1 : at, 4);
        }

        for (var i = counters; i < Count; i++)
        {
            Units[i] = 0;
            Take(i, bytes, offset + (5 * counters) + (3 * (i - counters)), 3);
        }

        var time = offset + count - 9;
        HasTime = ReadTime(bytes, time);
        Status = bytes[time + 7] | (bytes[time + 8] << 8);
        return true;
    }

    /// <summary>By the standard unless every unit byte is one before its value and not one behind it.</summary>
    private static bool IsUnitFirst(byte[] bytes, int offset, int counters)
    {
        var before = 0;
        var behind = 0;
        for (var i = 0; i < counters; i++)
        {
            before += Cjt188Unit.NameOf(bytes[offset + (5 * i)]) != null ? 1 : 0;
            behind += Cjt188Unit.NameOf(bytes[offset + (5 * i) + 4]) != null ? 1 : 0;
        }

        return before == counters && behind < counters;
    }

    private void Take(int index, byte[] bytes, int offset, int count)
    {
        Has[index] = Bcd.Read(bytes, offset, count, false, out var value) == Bcd.Ok;
        Values[index] = Has[index] ? value : 0;
    }

    private bool ReadTime(byte[] bytes, int offset)
    {
        for (var i = 0; i < 7; i++)
        {
            int pair = bytes[offset + i];
            if ((pair >> 4) > 9 || (pair & 0x0F) > 9)
            {
                return false;
            }

            Time[i] = ((pair >> 4) * 10) + (pair & 0x0F);
        }

        return Time[0] <= 59 && Time[1] <= 59 && Time[2] <= 23 && Time[4] is >= 1 and <= 12 && Time[6] != 0
            && Time[3] >= 1 && Time[3] <= DaysIn((Time[6] * 100) + Time[5], Time[4]);
    }

    private static int DaysIn(int year, int month) =>
        month is 4 or 6 or 9 or 11 ? 30
        : month != 2 ? 31
        : year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
}
