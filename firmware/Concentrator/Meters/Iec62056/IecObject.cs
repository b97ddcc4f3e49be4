namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>Addresses and units of data lines: 1.8.0, 1-0:1.8.0 or 1-0:1.8.0*255, and kWh, Wh, MWh.</summary>
public static class IecObject
{
    /// <summary>A unit that is none of those that scale.</summary>
    public const int NoUnit = int.MinValue;

    /// <summary>True when an address has these value groups; one without E has 0.</summary>
    public static bool Is(byte[] bytes, int start, int length, int c, int d, int e)
    {
        var end = start + length;
        var at = start;
        for (var i = start; i < end; i++)
        {
            // A and B stand before a colon.
            at = bytes[i] == ':' ? i + 1 : at;
        }

        return Group(bytes, ref at, end) == c && Next(bytes, ref at, end) == d && Last(bytes, ref at, end) == e
            && (at == end || bytes[at] == '*' ? IsNow(bytes, at, end) : false);
    }

    /// <summary>The power of ten before a unit: 3 for kWh, 0 for Wh, V or m3; <see cref="NoUnit"/> where there is none.</summary>
    public static int Prefix(byte[] bytes, int start, int length)
    {
        if (length == 0)
        {
            return NoUnit;
        }

        // A lone m or M is no prefix: m3.
        var hasMore = length > 1 && bytes[start + 1] is (byte)'W' or (byte)'V' or (byte)'A' or (byte)'v' or (byte)'w';
        return !hasMore ? 0 : bytes[start] == 'k' ? 3 : bytes[start] == 'M' ? 6 : bytes[start] == 'G' ? 9 : bytes[start] == 'm' ? -3 : 0;
    }

    /// <summary>*255, &amp;00 and nothing are the value now; another is one of the past.</summary>
    private static bool IsNow(byte[] bytes, int at, int end) =>
        at == end || (end - at == 4 && bytes[at + 1] == '2' && bytes[at + 2] == '5' && bytes[at + 3] == '5');

    private static int Next(byte[] bytes, ref int at, int end)
    {
        if (at >= end || bytes[at] != '.')
        {
            return -1;
        }

        at++;
        return Group(bytes, ref at, end);
    }

    private static int Last(byte[] bytes, ref int at, int end) => at == end || bytes[at] == '*' ? 0 : Next(bytes, ref at, end);

    private static int Group(byte[] bytes, ref int at, int end)
    {
        var number = 0;
        var from = at;
        while (at < end && bytes[at] is >= (byte)'0' and <= (byte)'9' && at - from < 3)
        {
            number = (number * 10) + bytes[at++] - '0';
        }

        return at == from ? -1 : number;
    }
}
