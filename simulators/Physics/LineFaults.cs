namespace Wattline.Simulators.Physics;

/// <summary>What is wrong with a line now; everything off by default.</summary>
public sealed class LineFaults
{
    /// <summary>Probability that a bit on the wire is read wrong, 0 to 1.</summary>
    public double BitErrorRate { get; set; }

    /// <summary>Probability that a character is lost by the receivers, 0 to 1.</summary>
    public double LossRate { get; set; }

    /// <summary>True while the master's receiver hears its own characters (driver-enable wired wrong, or a converter that echoes).</summary>
    public bool Echo { get; set; }

    /// <summary>True while the cable is cut: nobody hears anybody.</summary>
    public bool Dead { get; set; }
}
