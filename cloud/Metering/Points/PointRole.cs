namespace Wattline.Cloud.Metering.Points;

/// <summary>What a point is for its transformer area.</summary>
public enum PointRole
{
    /// <summary>Takes from the area, and may feed into it (photovoltaics).</summary>
    Customer = 0,

    /// <summary>The sum meter behind the transformer: all that the area is fed.</summary>
    Sum = 1,

    /// <summary>Measured within another's circuit: counts for a bill, not for the area's balance.</summary>
    Inner = 2,
}
