namespace Wattline.Firmware.Plans;

/// <summary>What is read from a type of meter.</summary>
public sealed class PlanTemplate
{
    internal PlanTemplate(int reads)
    {
        Reads = new PlanRead[reads];
    }

    /// <summary>The questions, in order.</summary>
    public PlanRead[] Reads { get; }

    /// <summary>The values of all answers together.</summary>
    public int Channels { get; internal set; }
}
