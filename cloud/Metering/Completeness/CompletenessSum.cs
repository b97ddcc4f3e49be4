namespace Wattline.Cloud.Metering.Completeness;

/// <summary>Completeness of many points and days.</summary>
/// <param name="Name">The area or the concentrator; null for all, or for points that have none.</param>
/// <param name="Days">Days of points.</param>
/// <param name="Expected">Intervals that these have.</param>
/// <param name="Within1H">Measured and here within an hour.</param>
/// <param name="Within24H">Within a day.</param>
/// <param name="Within72H">Within three days.</param>
/// <param name="InTime">From registers, within a day.</param>
/// <param name="Late">From registers, later.</param>
/// <param name="Profile">From profiles.</param>
/// <param name="NoSupply">Without supply.</param>
/// <param name="Estimated">Estimated.</param>
/// <param name="Edited">Set by a person.</param>
/// <param name="Missing">None of these.</param>
public sealed record CompletenessSum(
    string? Name, long Days, long Expected, long Within1H, long Within24H, long Within72H, long InTime, long Late, long Profile, long NoSupply, long Estimated, long Edited, long Missing)
{
    /// <summary>The closing identity: 0, or something is counted twice or not at all.</summary>
    public long Closing => Expected - InTime - Late - Profile - NoSupply - Estimated - Edited - Missing;
}
