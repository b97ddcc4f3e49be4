namespace Wattline.Gateway.Domain;

/// <summary>A concentrator's streams, in the order of their importance (docs/uplink.md): the number is the wire's.</summary>
public enum StreamId
{
    /// <summary>Notes and coins.</summary>
    Money = 0,

    /// <summary>Events of the device and of its meters.</summary>
    Events = 1,

    /// <summary>Readings, and the reasons why there is none.</summary>
    Readings = 2,
}
