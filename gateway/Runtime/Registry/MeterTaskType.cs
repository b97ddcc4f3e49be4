namespace Wattline.Gateway.Runtime.Registry;

/// <summary>What a task reads; the number is the wire's (docs/uplink.md, plan), the name in lower case the cloud link's.</summary>
public enum MeterTaskType
{
    /// <summary>Daily freezes.</summary>
    Daily = 1,

    /// <summary>Hourly freezes.</summary>
    Hourly = 2,

    /// <summary>The load profile, for slots whose registers were missed.</summary>
    Profile = 3,

    /// <summary>Registers of a settlement.</summary>
    Settlement = 4,

    /// <summary>Maximum demands of a settlement, and when they occurred.</summary>
    Demand = 5,

    /// <summary>Occurrences that the meter counts and keeps records of.</summary>
    Events = 6,

    /// <summary>The meter's clock.</summary>
    Clock = 8,
}
