namespace Wattline.Firmware.Plans;

/// <summary>What is read from the memory of a type of meter, and by when.</summary>
public sealed class PlanTask
{
    internal PlanTask(int reads)
    {
        Reads = new PlanRead[reads];
    }

    /// <summary>One of <see cref="TaskType"/>.</summary>
    public int Type { get; internal set; }

    /// <summary>Seconds from item to item, or from look to look; of a settlement its day and hour, DDhh.</summary>
    public int When { get; internal set; }

    /// <summary>Items that the meter keeps.</summary>
    public int Depth { get; internal set; }

    /// <summary>The questions; of an event its counter and its record.</summary>
    public PlanRead[] Reads { get; }

    /// <summary>The values of all answers together.</summary>
    public int Channels { get; internal set; }

    /// <summary>The code of an event; null else.</summary>
    public string Code { get; internal set; }

    /// <summary>True when items follow each other on the meter's calendar.</summary>
    public bool IsDated => Type is TaskType.Daily or TaskType.Hourly or TaskType.Profile or TaskType.Settlement or TaskType.Demand;
}
