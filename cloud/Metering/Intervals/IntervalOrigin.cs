namespace Wattline.Cloud.Metering.Intervals;

/// <summary>Where an interval's amount comes from.</summary>
public enum IntervalOrigin
{
    /// <summary>There is none.</summary>
    Missing = 0,

    /// <summary>The difference of registers.</summary>
    Registers = 1,

    /// <summary>The meter's own load profile.</summary>
    Profile = 2,

    /// <summary>The point had no supply: nothing was used.</summary>
    NoSupply = 3,

    /// <summary>Estimated.</summary>
    Estimated = 4,

    /// <summary>Set by a person.</summary>
    Edited = 5,
}
