using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Time;

namespace Wattline.Cloud.Metering.Intervals;

/// <summary>What a sheet is made from.</summary>
public readonly ref struct IntervalInput
{
    /// <summary>There is no profile for an interval.</summary>
    public const long NoProfile = long.MinValue;

    /// <summary>Which intervals.</summary>
    public required IntervalGrid Grid { get; init; }

    /// <summary>What the registers say (<see cref="RegisterChain"/>).</summary>
    public required ReadOnlySpan<Knot> Knots { get; init; }

    /// <summary>The meter's own amount of each interval, multiplied, or <see cref="NoProfile"/>; empty where the meter has no profile.</summary>
    public ReadOnlySpan<long> Profile { get; init; }

    /// <summary>When the point had no supply, by time.</summary>
    public ReadOnlySpan<TimeSpanS> NoSupply { get; init; }

    /// <summary>Why nothing came at the end of an interval, as quality bits; empty where nobody said.</summary>
    public ReadOnlySpan<ulong> Causes { get; init; }

    /// <summary>What an estimate may follow.</summary>
    public Shapes Shapes { get; init; }

    /// <summary>What counts first.</summary>
    public IntervalBasis Basis { get; init; }

    /// <summary>By how much profile and registers may differ over a stretch: each truncates. About one unit of the register, multiplied.</summary>
    public long Tolerance { get; init; }

    /// <summary>Amounts may be negative: the register counts both directions.</summary>
    public bool MayFall { get; init; }
}
