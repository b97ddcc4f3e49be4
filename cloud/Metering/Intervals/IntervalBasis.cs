namespace Wattline.Cloud.Metering.Intervals;

/// <summary>What intervals are made of where there is more than one thing; the other is checked against it and stands in where the first is lacking.</summary>
public enum IntervalBasis
{
    /// <summary>Differences of registers.</summary>
    Registers = 0,

    /// <summary>The meter's own load profile.</summary>
    Profile = 1,
}
