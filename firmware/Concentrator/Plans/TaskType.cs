namespace Wattline.Firmware.Plans;

/// <summary>What a task of a plan reads (docs/uplink.md, plan).</summary>
public static class TaskType
{
    /// <summary>Registers of every slot: a template's reads, no task.</summary>
    public const int Register = 0;

    /// <summary>Daily freezes.</summary>
    public const int Daily = 1;

    /// <summary>Hourly freezes.</summary>
    public const int Hourly = 2;

    /// <summary>The load profile, for slots whose registers were missed.</summary>
    public const int Profile = 3;

    /// <summary>Registers of a settlement.</summary>
    public const int Settlement = 4;

    /// <summary>Maximum demands of a settlement, with the moments at which they occurred.</summary>
    public const int Demand = 5;

    /// <summary>Occurrences that the meter counts and keeps records of.</summary>
    public const int Events = 6;

    /// <summary>The meter's clock.</summary>
    public const int Clock = 8;
}
