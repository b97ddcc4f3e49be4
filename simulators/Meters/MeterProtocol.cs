namespace Wattline.Simulators.Meters;

/// <summary>What a meter speaks.</summary>
public enum MeterProtocol
{
    /// <summary>DL/T 645-2007.</summary>
    Dlt2007,

    /// <summary>DL/T 645-1997.</summary>
    Dlt1997,
}
