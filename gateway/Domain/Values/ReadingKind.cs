namespace Wattline.Gateway.Domain;

/// <summary>What a reading is (docs/uplink.md, readings): the number is the wire's.</summary>
public enum ReadingKind
{
    /// <summary>A register as it stood when it was asked.</summary>
    Register = 0,

    /// <summary>A register as the meter froze it at the slot's time.</summary>
    Freeze = 1,

    /// <summary>The amount of the interval that ends at the slot's time.</summary>
    Interval = 2,

    /// <summary>A demand that the meter computed itself.</summary>
    Demand = 3,
}
