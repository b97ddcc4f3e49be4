using System.Globalization;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

/// <summary>The load profile of a scripted meter: a record each quarter of an hour of its clock, with energies (class 4) and voltages (class 1).</summary>
internal sealed class LoadRecords(MeterMemory memory)
{
    /// <summary>Quarters since 2000 of which there is no record.</summary>
    public HashSet<int> Without { get; } = [];

    /// <summary>The oldest record, in quarters since 2000.</summary>
    public int Oldest { get; set; }

    /// <summary>What becomes of a record's bytes, given its quarter.</summary>
    public Func<int, byte[], byte[]> Spoil { get; set; } = (_, record) => record;

    /// <summary>True for a meter that refuses a moment of which it has no record, instead of giving the next.</summary>
    public bool IsExact { get; set; }

    /// <summary>Quarters whose records were given.</summary>
    public List<int> Given { get; } = [];

    private int Newest => (int)(memory.Local / 900);

    /// <summary>The forward active energy of a record, 0.01 kWh.</summary>
    public static long Energy(int quarter) => quarter - 900_000;

    /// <summary>The answer to a question's data: identifier, count and perhaps a moment.</summary>
    public string? Answer(byte[] data)
    {
        if (data[3] != 6)
            return "D1";
        var count = int.Parse(Convert.ToHexString(data, 4, 1), CultureInfo.InvariantCulture);
        var from = data[0] switch { 0 => Next(Oldest), 2 => Newest - count + 1, _ => QuarterOf(data[5..]) };
        if (data[0] == 1 && !IsExact)
            from = Next(from);
        if (from > Newest || Without.Contains(from) || from < Oldest)
            return "D1";
        var text = "";
        for (; count > 0 && from <= Newest; from++)
        {
            if (Without.Contains(from))
                continue;
            Given.Add(from);
            text += Convert.ToHexString(Spoil(from, Record(from, data[2])));
            count--;
        }

        return text;
    }

    /// <summary>A record as the standard has it, with all that it records, or one class.</summary>
    private static byte[] Record(int quarter, int number)
    {
        var at = new DateTime(2000, 1, 1).AddSeconds(quarter * 900L);
        var moment = string.Create(CultureInfo.InvariantCulture, $"{at.Minute:D2}{at.Hour:D2}{at.Day:D2}{at.Month:D2}{at.Year % 100:D2}");
        var voltages = Cabinet.Bcd(2200 + (quarter % 10), 2) + "FFFFFFFF" + "FFFFFFFFFFFFFFFFFF" + "0050";
        return Seal(moment + (number == 0 ? voltages : "") + "AAAAAA" + Cabinet.Bcd(Energy(quarter), 4) + "00000000" + "00000000" + "00000000" + "AAAAAA");
    }

    /// <summary>Puts head, sum and end around what a record holds.</summary>
    public static byte[] Seal(string content)
    {
        var body = Convert.FromHexString(content);
        byte[] record = [0xA0, 0xA0, (byte)body.Length, .. body];
        return [.. record, (byte)record.Sum(b => b), 0xE5];
    }

    private int Next(int quarter)
    {
        quarter = Math.Max(quarter, Oldest);
        while (Without.Contains(quarter))
            quarter++;
        return quarter;
    }

    private static int QuarterOf(byte[] moment)
    {
        var d = moment.Select(b => int.Parse(Convert.ToHexString([b]), CultureInfo.InvariantCulture)).ToArray();
        return (int)(new DateTime(2000 + d[4], d[3], d[2], d[1], d[0], 0) - new DateTime(2000, 1, 1)).TotalSeconds / 900;
    }
}
