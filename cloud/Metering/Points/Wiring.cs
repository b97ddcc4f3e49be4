namespace Wattline.Cloud.Metering.Points;

/// <summary>How a meter is connected: it decides what its phase values mean.</summary>
public enum Wiring
{
    /// <summary>One phase and neutral.</summary>
    SinglePhase = 0,

    /// <summary>Three phases without neutral: phase B gives no value, A and C are the line voltages Uab and Ucb.</summary>
    ThreeWire = 1,

    /// <summary>Three phases and neutral.</summary>
    FourWire = 2,
}
