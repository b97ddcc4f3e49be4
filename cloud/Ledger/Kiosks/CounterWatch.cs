namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>What a device's counter of stacked pieces says beside the records (facts: ccTalk's runs 1 to 255 and wraps to 1, 0 is a reset; SSP's and most others have 16 or 32 bits).</summary>
public static class CounterWatch
{
    private static readonly long[] _tops = [255, 65_535, 4_294_967_295];

    /// <summary>Judges a counter.</summary>
    /// <param name="before">What it was.</param>
    /// <param name="now">What it is.</param>
    /// <param name="pieces">Pieces that the records tell of since.</param>
    /// <param name="counted">How many the device has stacked since, as far as that can be told.</param>
    public static CounterVerdict Judge(long before, long now, long pieces, out long counted)
    {
        counted = now - before;
        if (counted < 0)
        {
            // Past its top and on from the beginning: near enough above and below that the records bear it out.
            foreach (var top in _tops)
            {
                var wrapped = top - before + now + (top == 255 ? 0 : 1);
                // A counter of 1 to 255 is at 0 after a reset alone.
                if (before > top || (top == 255 && now == 0) || wrapped > pieces + CountersSlack) continue;
                counted = wrapped;
                return Compare(wrapped, pieces, CounterVerdict.Wrapped);
            }

            counted = now;
            return now <= pieces + CountersSlack ? CounterVerdict.Reset : CounterVerdict.Back;
        }

        return Compare(counted, pieces, CounterVerdict.Steady);
    }

    /// <summary>A counter is read a moment before or after the piece that it belongs to.</summary>
    private const long CountersSlack = 1;

    private static CounterVerdict Compare(long counted, long pieces, CounterVerdict otherwise) => counted > pieces ? CounterVerdict.Jumped : otherwise;
}
