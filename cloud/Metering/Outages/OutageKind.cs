namespace Wattline.Cloud.Metering.Outages;

/// <summary>Why meters say nothing: three things that must not be taken for each other.</summary>
public enum OutageKind
{
    /// <summary>One meter: it, or its wire.</summary>
    SilentMeter = 0,

    /// <summary>Every meter of a line, and others of the concentrator answer: the line.</summary>
    DeadLine = 1,

    /// <summary>Meters that wrote down a power failure: the supply.</summary>
    SupplyCut = 2,
}
