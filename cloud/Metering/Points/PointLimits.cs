namespace Wattline.Cloud.Metering.Points;

/// <summary>The limits of points and installations, each with its reason.</summary>
public static class PointLimits
{
    /// <summary>A ratio: 110 kV over 100 V is 1,100; 6,000 A over 1 A is 6,000.</summary>
    public const int MultiplierMax = 100_000;

    /// <summary>Whole digits of a register: DL/T 645 has six, others up to nine.</summary>
    public const int DigitsMin = 4;

    /// <inheritdoc cref="DigitsMin"/>
    public const int DigitsMax = 9;

    /// <summary>Registers of one installation that have values at its ends: eight rates in four quadrants.</summary>
    public const int RegistersMax = 64;

    /// <summary>Areas above one another: substation, feeder, area, and room.</summary>
    public const int AreaDepthMax = 8;

    /// <summary>The meter's own rates: DL/T 645-2007 has 63.</summary>
    public const int TariffNumberMax = 63;

    /// <summary>Characters of a name.</summary>
    public const int NameCharsMax = 64;

    /// <summary>Lengths of intervals: they divide an hour, so that days of 23 and 25 hours hold whole ones, or are one hour.</summary>
    public static readonly IReadOnlyList<int> Lengths = [60, 180, 300, 600, 900, 1_200, 1_800, 3_600];
}
