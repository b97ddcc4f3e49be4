namespace Wattline.Simulators.Physics;

/// <summary>The check bit of a character; the numbers of System.IO.Ports.Parity.</summary>
public enum Parity
{
    /// <summary>No check bit.</summary>
    None = 0,

    /// <summary>Data and check bit hold an odd number of ones.</summary>
    Odd = 1,

    /// <summary>Data and check bit hold an even number of ones.</summary>
    Even = 2,
}
