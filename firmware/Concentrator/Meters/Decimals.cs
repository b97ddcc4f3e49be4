namespace Wattline.Firmware.Meters;

/// <summary>Decimal digits in the text of a plan.</summary>
public static class Decimals
{
    /// <summary>Reads 1 to <paramref name="most"/> digits (18 fit), and nothing else.</summary>
    /// <param name="text">Holds them.</param>
    /// <param name="from">The first.</param>
    /// <param name="to">Behind the last.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="number">What they say.</param>
    public static bool TryRead(string text, int from, int to, int most, out long number)
    {
        number = 0;
        if (from >= to || to - from > most)
        {
            return false;
        }

        for (var i = from; i < to; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }

            number = (number * 10) + (text[i] - '0');
        }

        return true;
    }
}
