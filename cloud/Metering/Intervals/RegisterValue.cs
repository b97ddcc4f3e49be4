using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Intervals;

/// <summary>What a register showed.</summary>
/// <param name="At">When, Unix seconds: the slot of a freeze and of a register that was read for it.</param>
/// <param name="Shown">The number, in units of the segment's last digit.</param>
public readonly record struct RegisterValue(long At, long Shown)
{
    /// <summary>What the rules found, set by them.</summary>
    public QualitySet Quality { get; init; }
}
