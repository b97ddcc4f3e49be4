namespace Wattline.Cloud.Metering.Completeness;

/// <summary>A day of a point, over all its channels: expected = in time + late + profile + no supply + estimated + edited + missing.</summary>
/// <param name="Point">Which point.</param>
/// <param name="Day">The date in its zone.</param>
/// <param name="Area">Its transformer area, then.</param>
/// <param name="Concentrator">The concentrator of its meter, then.</param>
/// <param name="Expected">Intervals that the day has.</param>
/// <param name="Within1H">Of these, measured and here within an hour of their end.</param>
/// <param name="Within24H">Within a day.</param>
/// <param name="Within72H">Within three days.</param>
/// <param name="InTime">From registers that came within a day of the interval's end.</param>
/// <param name="Late">From registers that came later.</param>
/// <param name="Profile">From the meter's profile.</param>
/// <param name="NoSupply">Without supply.</param>
/// <param name="Estimated">Estimated.</param>
/// <param name="Edited">Set by a person.</param>
/// <param name="Missing">None of these.</param>
/// <param name="Causes">Why intervals are estimated or missing, by the cause's name; <c>missing</c> where nobody said.</param>
public sealed record PointDay(
    string Point, DateOnly Day, string? Area, string? Concentrator, long Expected, long Within1H, long Within24H, long Within72H,
    long InTime, long Late, long Profile, long NoSupply, long Estimated, long Edited, long Missing, IReadOnlyDictionary<string, long> Causes)
{
    /// <summary>What the parts add up to: nothing is left over.</summary>
    public long Closing => Expected - InTime - Late - Profile - NoSupply - Estimated - Edited - Missing;
}
