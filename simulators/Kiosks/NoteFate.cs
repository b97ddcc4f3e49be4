namespace Wattline.Simulators.Kiosks;

/// <summary>Where a banknote is.</summary>
public enum NoteFate
{
    /// <summary>Somewhere between the mouth and the box.</summary>
    InMachine,

    /// <summary>In the cash box: money taken.</summary>
    InBox,

    /// <summary>With the customer again.</summary>
    Returned,
}
