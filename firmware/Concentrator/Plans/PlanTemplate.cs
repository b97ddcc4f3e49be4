namespace Wattline.Firmware.Plans;

/// <summary>What is read from a type of meter.</summary>
public sealed class PlanTemplate
{
    internal PlanTemplate(int protocol, int reads)
    {
        Protocol = protocol;
        Reads = new PlanRead[reads];
    }

    /// <summary>One of <see cref="Meters.MeterProtocols"/>.</summary>
    public int Protocol { get; }

    /// <summary>The questions of every slot, in order.</summary>
    public PlanRead[] Reads { get; }

    /// <summary>The values of their answers together.</summary>
    public int Channels { get; internal set; }

    /// <summary>What is read from the meter's memory.</summary>
    public PlanTask[] Tasks { get; internal set; } = new PlanTask[0];
}
